// The encoder's kernels for x86 with AVX2 and FMA.

#if defined(__x86_64__)

#include <immintrin.h>

#define LANES 8
#define LARGER(a, b) _mm256_max_ps(a, b)
// 12 sums, two vectors of weights and one broadcast fill 15 of the 16 registers.
#define BLOCK_ROWS 6
#define CODE_OFFSET 0
#define KERNELS encoder_kernels_avx2
#define NAME "avx2"

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#pragma clang fp contract(fast)

// The byte product VPMADDUBSW saturates its 16-bit sums (255 * 127 * 2 > 32767), so activations are kept
// as 16-bit integers and VPMADDWD, which is exact, multiplies them. Of four successive codes a b c d it
// needs (a, c) and (b, d): shifts then widen the four weights of a column in place.
typedef unsigned short code;

static void store_codes(const float *row, const float *factors, unsigned long depth,
                        float inverse_scale, float zero, code *codes) {
    const __m256 factor = _mm256_set1_ps(inverse_scale);
    const __m256i offset = _mm256_set1_epi32((int)zero);
    for (unsigned long k = 0; k < depth; k += LANES) {
        const __m256 values = _mm256_mul_ps(_mm256_loadu_ps(row + k), _mm256_loadu_ps(factors + k));
        const __m256i steps = _mm256_cvtps_epi32(_mm256_mul_ps(values, factor));
        const __m256i positive = _mm256_max_epi32(_mm256_add_epi32(steps, offset), _mm256_setzero_si256());
        const __m256i clamped = _mm256_min_epi32(positive, _mm256_set1_epi32(255));
        // Each half holds a b c d as 32-bit integers: a and c, then b and d.
        const __m256i ordered = _mm256_shuffle_epi32(clamped, _MM_SHUFFLE(3, 1, 2, 0));
        const __m256i packed = _mm256_packus_epi32(ordered, ordered);
        _mm_storel_epi64((__m128i *)(codes + k), _mm256_castsi256_si128(packed));
        _mm_storel_epi64((__m128i *)(codes + k + 4), _mm256_extracti128_si256(packed, 1));
    }
}

#define tile_i8(rows, codes, depth, panel, sums) \
    tile_i8_wide(rows, codes, depth, panel, (__m256i (*)[2])(sums))

static inline __attribute__((always_inline)) void tile_i8_wide(
    const int rows, const code *codes, unsigned long depth, const signed char *panel,
    __m256i (*output)[2]) {
    __m256i sums[BLOCK_ROWS][2];
    const code *groups[(BLOCK_ROWS + 2) / 3];
    for (int r = 0; r < rows; r++) sums[r][0] = sums[r][1] = _mm256_setzero_si256();
    for (int r = 0; r < rows; r += 3) groups[r / 3] = codes + r * depth;
    for (unsigned long k = 0; k < depth; k += 4) {
        unsigned long stride = depth * sizeof(code);
        __asm__("" : "+r"(stride));  // As in `tile_f32`.
        __builtin_prefetch(panel + 64);  // As in `tile_f32`.
        for (int half = 0; half < 2; half++) {
            // Keeps the compiler from holding the first half's broadcasts for the second, which spills sums.
            __asm__("" ::: "memory");
            const __m256i w = _mm256_loadu_si256((const __m256i *)(panel + 32 * half));
            const __m256i even = _mm256_srai_epi16(_mm256_slli_epi16(w, 8), 8);
            const __m256i odd = _mm256_srai_epi16(w, 8);
#pragma GCC unroll 16
            for (int r = 0; r < rows; r++) {
                const int *x = (const int *)((const char *)groups[r / 3] + r % 3 * stride);
                const __m256i first = _mm256_madd_epi16(_mm256_set1_epi32(x[0]), even);
                const __m256i second = _mm256_madd_epi16(_mm256_set1_epi32(x[1]), odd);
                sums[r][half] = _mm256_add_epi32(sums[r][half], first);
                sums[r][half] = _mm256_add_epi32(sums[r][half], second);
            }
        }
        for (int r = 0; r < rows; r += 3) groups[r / 3] += 4;
        panel += 128;
    }
    for (int r = 0; r < rows; r++) {
        output[r][0] = sums[r][0];
        output[r][1] = sums[r][1];
    }
}

#include "encoder_template.h"

#pragma clang attribute pop

#endif
