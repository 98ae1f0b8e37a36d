// A library to be preloaded (LD_PRELOAD) into a process whose disk and clock are to fail on command.
//
// The environment variable FAULTS names a file of three 64-bit integers in the machine's order, which whoever commands
// writes while the process runs:
//
//     0   not 0: writing to a regular file fails, as on a disk that is full (ENOSPC)
//     8   milliseconds that every fsync and fdatasync takes longer, as on a slow disk
//    16   seconds that the wall clock is ahead (negative: behind); clocks that only go forward are left alone
//
// What it cannot do: a write through a mapping is not seen, and waits that the kernel times by its own wall clock do not
// follow the jump.
