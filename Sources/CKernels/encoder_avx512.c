// The encoder's kernels for x86 with AVX-512 F, BW, DQ, VL and VNNI.

#if defined(__x86_64__)

#include <immintrin.h>

#define LANES 16
#define LARGER(a, b) _mm512_max_ps(a, b)
// 28 sums, two vectors of weights and one broadcast fill 31 of the 32 registers.
#define BLOCK_ROWS 14
#define CODE_OFFSET 0
#define KERNELS encoder_kernels_avx512
#define NAME "avx512"

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma"))), \
    apply_to = function)
#pragma clang fp contract(fast)

typedef unsigned char code;

static void store_codes(const float *row, const float *factors, unsigned long depth,
                        float inverse_scale, float zero, code *codes) {
    const __m512 factor = _mm512_set1_ps(inverse_scale);
    const __m512i offset = _mm512_set1_epi32((int)zero);
    for (unsigned long k = 0; k < depth; k += LANES) {
        const __m512 values = _mm512_mul_ps(_mm512_loadu_ps(row + k), _mm512_loadu_ps(factors + k));
        const __m512i steps = _mm512_cvtps_epi32(_mm512_mul_ps(values, factor));
        const __m512i positive = _mm512_max_epi32(_mm512_add_epi32(steps, offset), _mm512_setzero_si512());
        _mm_storeu_si128((__m128i *)(codes + k), _mm512_cvtusepi32_epi8(positive));
    }
}

// VPDPBUSD adds four products of unsigned and signed bytes to each 32-bit sum.
#define tile_i8(rows, codes, depth, panel, sums) \
    tile_i8_vnni(rows, codes, depth, panel, (__m512i (*)[2])(sums))

static inline __attribute__((always_inline)) void tile_i8_vnni(
    const int rows, const code *codes, unsigned long depth, const signed char *panel,
    __m512i (*output)[2]) {
    __m512i sums[BLOCK_ROWS][2];
    const code *groups[(BLOCK_ROWS + 2) / 3];
    for (int r = 0; r < rows; r++) sums[r][0] = sums[r][1] = _mm512_setzero_si512();
    for (int r = 0; r < rows; r += 3) groups[r / 3] = codes + r * depth;
    for (unsigned long k = 0; k < depth; k += 4) {
        unsigned long stride = depth;
        __asm__("" : "+r"(stride));  // As in `tile_f32`.
        const __m512i w0 = _mm512_loadu_si512(panel), w1 = _mm512_loadu_si512(panel + 64);
#pragma GCC unroll 16
        for (int r = 0; r < rows; r++) {
            const __m512i x = _mm512_set1_epi32(*(const int *)(groups[r / 3] + r % 3 * stride));
            sums[r][0] = _mm512_dpbusd_epi32(sums[r][0], x, w0);
            sums[r][1] = _mm512_dpbusd_epi32(sums[r][1], x, w1);
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
