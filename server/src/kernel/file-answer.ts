/** An answer that is a file and not JSON; the route names its type (`file`), so that the contract's document stays true. */
export class FileAnswer {
  readonly name: string;
  readonly bytes: Uint8Array;

  /** @param name as it is saved; ASCII letters, digits, dot and dash only */
  constructor(name: string, bytes: Uint8Array) {
    if (!/^[\w.-]+$/.test(name)) throw new Error(`${name} is no file name`);
    this.name = name;
    this.bytes = bytes;
  }
}
