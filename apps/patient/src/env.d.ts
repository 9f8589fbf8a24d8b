interface ImportMetaEnv {
  /** Where the mini program finds the server, e.g. https://menzhen.example.edu.cn; empty on H5 (same origin). */
  readonly VITE_API_ORIGIN?: string;
}

interface ImportMeta {
  readonly env: ImportMetaEnv;
}
