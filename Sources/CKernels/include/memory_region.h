#ifndef MEMORY_REGION_H
#define MEMORY_REGION_H

#include <stddef.h>

// Whole pages from the operating system, for arrays that grow to gigabytes.
//
// Where it can (Linux), a region grows by moving its pages in the address space instead of copying them.
// Pages that were never written take no memory, and what shrinks goes back at once: `malloc` would keep it.

/// Changes the size of a region, keeping what it holds; a new one is zero. `region` is NULL for a size of 0,
/// and so is the result. Sizes are rounded up to pages. Returns NULL when memory is short; the region is
/// unchanged then.
void *resize_memory_region(void *region, size_t old_size, size_t new_size);

/// Lets blocks of a megabyte and more go back to the operating system when they are freed, in the whole process.
///
/// glibc raises the size from which it does so with each larger block that is freed, and each of its arenas keeps what is
/// smaller: a server whose threads have each read one large body would keep room for all of these. Does nothing elsewhere.
void return_large_blocks(void);

#endif
