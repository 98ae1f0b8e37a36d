#ifndef VECTOR_SEARCH_PATHS_H
#define VECTOR_SEARCH_PATHS_H

#include "vector_search.h"

extern const vector_search_kernels vector_search_portable;
#if defined(__aarch64__)
extern const vector_search_kernels vector_search_neon;
extern const vector_search_kernels vector_search_neon_dotprod;
#elif defined(__x86_64__)
extern const vector_search_kernels vector_search_avx2;
extern const vector_search_kernels vector_search_avx512;
extern const vector_search_kernels vector_search_avx512_vpopcntdq;
/// Also serves AVX-512 processors that cannot count bits in a vector.
void hamming_distances_avx2(const uint64_t *query, const uint64_t *blocks, size_t words,
                            size_t block_count, uint16_t *distances);
#endif

/// The row that the i-th score is for.
static inline size_t row_at(const uint32_t *slots, size_t first, size_t i) {
    return slots != NULL ? slots[i] : first + i;
}

#endif
