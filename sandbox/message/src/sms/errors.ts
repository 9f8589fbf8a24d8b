/** A refusal in Alibaba Cloud's words: `{Code, Message, RequestId}`. The gateway's own come with a status of 400 or more. */
export class SmsError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'SmsError';
    this.status = status;
    this.code = code;
  }
}

/** What the service itself refuses is an answer of status 200. */
export const refused = (code: string, message: string) => new SmsError(200, code, message);
