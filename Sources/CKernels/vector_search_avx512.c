// The vector-search kernels for x86 with AVX-512 F, BW, DQ, VL and VNNI; bits are counted by VPOPCNTDQ where
// the processor has it.

#if defined(__x86_64__)

#include <immintrin.h>

#include "vector_search_paths.h"

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma"))), \
    apply_to = function)

// VPDPBUSD multiplies unsigned by signed bytes, so the query comes with 128 added to each code, and
// 128 times the sum of the row's codes is taken off again.
static void score_codes(const code_query *query, code_rows rows, const uint32_t *slots, size_t first,
                        size_t count, float *scores) {
    for (size_t i = 0; i < count; i++) {
        const size_t row = row_at(slots, first, i);
        const int8_t *codes = rows.codes + row * rows.stride;
        const uint8_t *biased = query->biased_codes;
        __m512i even = _mm512_setzero_si512(), odd = _mm512_setzero_si512();
        size_t k = 0;
        for (; k + 128 <= rows.stride; k += 128) {
            even = _mm512_dpbusd_epi32(
                even, _mm512_loadu_si512(biased + k), _mm512_loadu_si512(codes + k));
            odd = _mm512_dpbusd_epi32(
                odd, _mm512_loadu_si512(biased + k + 64), _mm512_loadu_si512(codes + k + 64));
        }
        if (k < rows.stride) {
            even = _mm512_dpbusd_epi32(
                even, _mm512_loadu_si512(biased + k), _mm512_loadu_si512(codes + k));
        }
        const row_scale scale = rows.scales[row];
        const int32_t sum =
            _mm512_reduce_add_epi32(_mm512_add_epi32(even, odd)) - 128 * scale.code_sum;
        scores[i] = query->scale * scale.scale * (float)sum;
    }
}

static float dot_product(const float *left, const float *right, size_t count) {
    __m512 even = _mm512_setzero_ps(), odd = _mm512_setzero_ps();
    size_t i = 0;
    for (; i + 32 <= count; i += 32) {
        even = _mm512_fmadd_ps(_mm512_loadu_ps(left + i), _mm512_loadu_ps(right + i), even);
        odd = _mm512_fmadd_ps(_mm512_loadu_ps(left + i + 16), _mm512_loadu_ps(right + i + 16), odd);
    }
    for (; i < count; i += 16) {
        const __mmask16 mask = count - i >= 16 ? 0xffff : (__mmask16)((1u << (count - i)) - 1);
        even = _mm512_fmadd_ps(
            _mm512_maskz_loadu_ps(mask, left + i), _mm512_maskz_loadu_ps(mask, right + i), even);
    }
    return _mm512_reduce_add_ps(_mm512_add_ps(even, odd));
}

#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512vpopcntdq"))), apply_to = function)

static void hamming_distances(const uint64_t *query, const uint64_t *blocks, size_t words,
                              size_t block_count, uint16_t *distances) {
    for (size_t b = 0; b < block_count; b++) {
        __m512i sums = _mm512_setzero_si512();
        for (size_t w = 0; w < words; w++) {
            const __m512i differing = _mm512_xor_si512(
                _mm512_set1_epi64((long long)query[w]), _mm512_loadu_si512(blocks));
            sums = _mm512_add_epi64(sums, _mm512_popcnt_epi64(differing));
            blocks += sign_block_rows;
        }
        _mm_storeu_si128((__m128i *)(distances + b * sign_block_rows), _mm512_cvtepi64_epi16(sums));
    }
}

#pragma clang attribute pop

const vector_search_kernels vector_search_avx512 = {
    "avx512", score_codes, hamming_distances_avx2, dot_product};
const vector_search_kernels vector_search_avx512_vpopcntdq = {
    "avx512-vpopcntdq", score_codes, hamming_distances, dot_product};

#endif
