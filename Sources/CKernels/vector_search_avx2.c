// The vector-search kernels for x86 with AVX2 and FMA.

#if defined(__x86_64__)

#include <immintrin.h>

#include "vector_search_paths.h"

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

static inline int32_t sum_of_8(__m256i v) {
    __m128i sums = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    sums = _mm_add_epi32(sums, _mm_shuffle_epi32(sums, 0x4e));
    sums = _mm_add_epi32(sums, _mm_shuffle_epi32(sums, 0xb1));
    return _mm_cvtsi128_si32(sums);
}

// VPMADDUBSW multiplies unsigned by signed bytes: |x| * (q with the sign of x) is x * q. Its 16-bit sums of
// two products stay exact because no code is -128.
static inline __m256i products(const int8_t *query, const int8_t *codes, __m256i sums) {
    const __m256i x = _mm256_loadu_si256((const __m256i *)codes);
    const __m256i q = _mm256_loadu_si256((const __m256i *)query);
    const __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(x), _mm256_sign_epi8(q, x));
    return _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

static void score_codes(const code_query *query, code_rows rows, const uint32_t *slots, size_t first,
                        size_t count, float *scores) {
    for (size_t i = 0; i < count; i++) {
        const size_t row = row_at(slots, first, i);
        const int8_t *codes = rows.codes + row * rows.stride;
        __m256i even = _mm256_setzero_si256(), odd = _mm256_setzero_si256();
        for (size_t k = 0; k < rows.stride; k += 64) {
            even = products(query->codes + k, codes + k, even);
            odd = products(query->codes + k + 32, codes + k + 32, odd);
        }
        const int32_t sum = sum_of_8(_mm256_add_epi32(even, odd));
        scores[i] = query->scale * rows.scales[row].scale * (float)sum;
    }
}

// Counts the bits of each byte by looking up its two halves (Mula, Kurz, Lemire, "Faster population counts
// using AVX2 instructions", 2018).
static inline __m256i bit_counts(__m256i bytes) {
    const __m256i counts = _mm256_setr_epi8(
        0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m256i low = _mm256_set1_epi8(15);
    return _mm256_add_epi8(
        _mm256_shuffle_epi8(counts, _mm256_and_si256(bytes, low)),
        _mm256_shuffle_epi8(counts, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), low)));
}

void hamming_distances_avx2(const uint64_t *query, const uint64_t *blocks, size_t words,
                            size_t block_count, uint16_t *distances) {
    const __m256i zero = _mm256_setzero_si256();
    for (size_t b = 0; b < block_count; b++) {
        __m256i low = zero, high = zero;
        for (size_t w = 0; w < words;) {
            // A byte counts up to 8 bits a word, so 31 words fit in its 255.
            const size_t end = w + 31 < words ? w + 31 : words;
            __m256i low_bytes = zero, high_bytes = zero;
            for (; w < end; w++) {
                const __m256i q = _mm256_set1_epi64x((long long)query[w]);
                const __m256i *rows = (const __m256i *)(blocks + w * sign_block_rows);
                low_bytes = _mm256_add_epi8(
                    low_bytes, bit_counts(_mm256_xor_si256(q, _mm256_loadu_si256(rows))));
                high_bytes = _mm256_add_epi8(
                    high_bytes, bit_counts(_mm256_xor_si256(q, _mm256_loadu_si256(rows + 1))));
            }
            low = _mm256_add_epi64(low, _mm256_sad_epu8(low_bytes, zero));
            high = _mm256_add_epi64(high, _mm256_sad_epu8(high_bytes, zero));
        }
        uint64_t sums[sign_block_rows];
        _mm256_storeu_si256((__m256i *)sums, low);
        _mm256_storeu_si256((__m256i *)(sums + 4), high);
        for (size_t r = 0; r < sign_block_rows; r++) {
            distances[b * sign_block_rows + r] = (uint16_t)sums[r];
        }
        blocks += words * sign_block_rows;
    }
}

static float dot_product(const float *left, const float *right, size_t count) {
    __m256 even = _mm256_setzero_ps(), odd = _mm256_setzero_ps();
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        even = _mm256_fmadd_ps(_mm256_loadu_ps(left + i), _mm256_loadu_ps(right + i), even);
        odd = _mm256_fmadd_ps(_mm256_loadu_ps(left + i + 8), _mm256_loadu_ps(right + i + 8), odd);
    }
    even = _mm256_add_ps(even, odd);
    __m128 sums = _mm_add_ps(_mm256_castps256_ps128(even), _mm256_extractf128_ps(even, 1));
    sums = _mm_add_ps(sums, _mm_movehl_ps(sums, sums));
    sums = _mm_add_ss(sums, _mm_movehdup_ps(sums));
    float sum = _mm_cvtss_f32(sums);
    for (; i < count; i++) sum += left[i] * right[i];
    return sum;
}

#pragma clang attribute pop

const vector_search_kernels vector_search_avx2 = {
    "avx2", score_codes, hamming_distances_avx2, dot_product};

#endif
