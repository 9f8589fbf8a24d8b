/** The parts of Element Plus that the console uses; nothing else of it is bundled. Their styles are in element-styles.ts. */
export {
  ElConfigProvider,
  ElDatePicker,
  ElMessage,
  ElOption,
  ElSelect,
} from 'element-plus';
