/**
 * The kernels' memory: a stack of blocks in one shared WebAssembly memory. It grows on demand and never shrinks; arrays made
 * before it grew stay valid, because shared memory grows in place.
 * @module
 */
type View = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

const PAGE_BYTES = 65536;
/** Blocks start at multiples of a cache line. */
const ALIGN_BYTES = 64;
/** Kernels may read, not write, a vector's width beyond an array. */
const SLACK_BYTES = 64;

export class Arena {
  readonly memory: WebAssembly.Memory;
  readonly #limitBytes: number;
  /** The memory's buffer after each growth: an array may have been made over any of them. */
  readonly #buffers = new WeakSet<ArrayBufferLike>();
  /** Address 0 stays free: no array lies at the null address. */
  #top = ALIGN_BYTES;
  /** Where memory begins that was never in use: it is zero, and takes no room in the machine before it is written. */
  #fresh = ALIGN_BYTES;

  constructor(initialMb: number, limitMb: number) {
    this.#limitBytes = limitMb * 2 ** 20;
    this.memory = new WebAssembly.Memory({
      initial: initialMb * 2 ** 20 / PAGE_BYTES,
      maximum: this.#limitBytes / PAGE_BYTES,
      shared: true,
    });
    this.#buffers.add(this.memory.buffer);
  }

  /** Address of `bytes` bytes of any content. */
  allocate(bytes: number): number {
    const address = this.#top, top = address + Math.ceil(bytes / ALIGN_BYTES) * ALIGN_BYTES;
    this.#growTo(top + SLACK_BYTES, bytes);
    this.#top = top;
    this.#fresh = Math.max(this.#fresh, top);
    return address;
  }

  #allocateZeroed(bytes: number): number {
    const fresh = this.#fresh, address = this.allocate(bytes);
    const used = Math.min(fresh - address, bytes);
    // Shared memory is filled an element at a time: eight bytes of them are thirty times as fast as single ones.
    if (used > 0) new Float64Array(this.memory.buffer, address, Math.ceil(used / 8)).fill(0);
    return address;
  }

  #growTo(end: number, bytes: number): void {
    const missing = end - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    const inUse = `current value is ${toMb(this.#top)} MB in use and ${toMb(bytes)} MB asked for`;
    const refusal = `Cannot allocate memory for the kernels: at most ${toMb(this.#limitBytes)} MB may be in use, ` +
      `${inUse} (work in smaller batches, or free memory with scope)`;
    if (end > this.#limitBytes) throw new RangeError(refusal);
    try {
      this.memory.grow(Math.ceil(missing / PAGE_BYTES));
    } catch (cause) {
      throw new RangeError(
        `Cannot allocate memory for the kernels: the system must provide it, ${inUse} (is the machine out of memory?)`,
        { cause },
      );
    }
    this.#buffers.add(this.memory.buffer);
  }

  /** Zeroed. */
  float32(length: number): Float32Array {
    const address = this.#allocateZeroed(length * 4);
    return new Float32Array(this.memory.buffer, address, length);
  }

  /** Zeroed. */
  float64(length: number): Float64Array {
    const address = this.#allocateZeroed(length * 8);
    return new Float64Array(this.memory.buffer, address, length);
  }

  scope<T>(work: () => T): T {
    const top = this.#top;
    try {
      return work();
    } finally {
      this.#top = top;
    }
  }

  /** Run `work` with scratch memory and addresses for its arguments; what it wrote to foreign arrays is copied out at the end. */
  lend<T>(work: (loan: Loan) => T): T {
    return this.scope(() => {
      const loan = new Loan(this, this.#buffers);
      const result = work(loan);
      loan.copyOut();
      return result;
    });
  }
}

function toMb(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(bytes < 2 ** 24 ? 1 : 0);
}

/** The arguments of one kernel call as addresses. */
export class Loan {
  readonly #arena: Arena;
  readonly #buffers: WeakSet<ArrayBufferLike>;
  readonly #copies: { view: View; address: number }[] = [];

  constructor(arena: Arena, buffers: WeakSet<ArrayBufferLike>) {
    this.#arena = arena;
    this.#buffers = buffers;
  }

  /** Memory of any content. */
  scratch(bytes: number): number {
    return this.#arena.allocate(bytes);
  }

  /** Address of an array that is read. */
  read(view: View): number {
    return this.#isOwn(view) ? view.byteOffset : this.#copyIn(view);
  }

  /** Address of an array that is read and written. */
  update(view: View): number {
    return this.#isOwn(view) ? view.byteOffset : this.#returnLater(view, this.#copyIn(view));
  }

  /** Address of an array whose every element is written. */
  write(view: View): number {
    return this.#isOwn(view) ? view.byteOffset : this.#returnLater(view, this.#arena.allocate(view.byteLength));
  }

  copyOut(): void {
    for (const { view, address } of this.#copies) view.set(this.#at(view, address));
  }

  #isOwn(view: View): boolean {
    return this.#buffers.has(view.buffer);
  }

  #copyIn(view: View): number {
    const address = this.#arena.allocate(view.byteLength);
    this.#at(view, address).set(view);
    return address;
  }

  #returnLater(view: View, address: number): number {
    this.#copies.push({ view, address });
    return address;
  }

  /** The same kind of view over the kernels' memory. */
  #at(view: View, address: number): View {
    const Kind = view.constructor as Float32ArrayConstructor;
    return new Kind(this.#arena.memory.buffer, address, view.length);
  }
}
