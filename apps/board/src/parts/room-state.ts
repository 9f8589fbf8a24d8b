import type { BoardRoomView } from '@menzhen/contract';

/** The word for what goes on in a room: at a window or in a laboratory nobody is with a doctor. */
export const roomWord = ({
  state,
  doctor_name,
}: Pick<BoardRoomView, 'state' | 'doctor_name'>): BoardRoomView['state'] | 'being_served' =>
  state === 'in_consultation' && !doctor_name ? 'being_served' : state;
