// The encoder's kernels for x86 with AVX2 and FMA.

#if defined(__x86_64__)

#include <immintrin.h>

#define LANES 8
#define LARGER(a, b) _mm256_max_ps(a, b)
// 12 sums, two vectors of weights and one broadcast fill 15 of the 16 registers.
#define BLOCK_ROWS 6
#define CODE_OFFSET 128
#define KERNELS encoder_kernels_avx2
#define NAME "avx2"

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#pragma clang fp contract(fast)

// VPMADDUBSW multiplies unsigned by signed bytes and adds each two products in 16 bits. Of activations from 0 to 255
// that would overflow. So codes, which are 1 to 255, are kept less 128, and the weight's sign is moved to them: |w| times
// x or -x, both at most 127 in magnitude, gives sums of at most 2 * 127 * 127 = 32258, and all is exact.
typedef signed char code;

static void store_codes(const float *row, const float *factors, unsigned long depth,
                        float inverse_scale, float zero, code *codes) {
    const __m256 factor = _mm256_set1_ps(inverse_scale);
    const __m256i offset = _mm256_set1_epi32((int)zero - CODE_OFFSET);
    for (unsigned long k = 0; k < depth; k += LANES) {
        const __m256 values = _mm256_mul_ps(_mm256_loadu_ps(row + k), _mm256_loadu_ps(factors + k));
        const __m256i steps = _mm256_cvtps_epi32(_mm256_mul_ps(values, factor));
        const __m256i shifted = _mm256_add_epi32(steps, offset);
        const __m128i words =
            _mm_packs_epi32(_mm256_castsi256_si128(shifted), _mm256_extracti128_si256(shifted, 1));
        _mm_storel_epi64((__m128i *)(codes + k), _mm_packs_epi16(words, words));
    }
}

#define tile_i8(rows, codes, depth, panel, sums) \
    tile_i8_signed(rows, codes, depth, panel, (__m256i (*)[2])(sums))

static inline __attribute__((always_inline)) void tile_i8_signed(
    const int rows, const code *codes, unsigned long depth, const signed char *panel,
    __m256i (*output)[2]) {
    const __m256i ones = _mm256_set1_epi16(1);
    __m256i sums[BLOCK_ROWS][2];
    const code *groups[(BLOCK_ROWS + 2) / 3];
    for (int r = 0; r < rows; r++) sums[r][0] = sums[r][1] = _mm256_setzero_si256();
    for (int r = 0; r < rows; r += 3) groups[r / 3] = codes + r * depth;
    for (unsigned long k = 0; k < depth; k += 4) {
        unsigned long stride = depth;
        __asm__("" : "+r"(stride));  // As in `tile_f32`.
        __builtin_prefetch(panel + 64);  // As in `tile_f32`.
        for (int half = 0; half < 2; half++) {
            // Keeps the compiler from holding the first half's broadcasts for the second, which spills sums.
            __asm__("" ::: "memory");
            const __m256i w = _mm256_loadu_si256((const __m256i *)(panel + 32 * half));
            const __m256i magnitudes = _mm256_abs_epi8(w);
#pragma GCC unroll 16
            for (int r = 0; r < rows; r++) {
                const __m256i x = _mm256_set1_epi32(*(const int *)(groups[r / 3] + r % 3 * stride));
                const __m256i pairs = _mm256_maddubs_epi16(magnitudes, _mm256_sign_epi8(x, w));
                sums[r][half] = _mm256_add_epi32(sums[r][half], _mm256_madd_epi16(pairs, ones));
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
