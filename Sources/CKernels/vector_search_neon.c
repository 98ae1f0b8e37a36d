// The vector-search kernels for 64-bit ARM; 8-bit products by SDOT (ARMv8.2) where the processor has it.

#if defined(__aarch64__)

#include <arm_neon.h>

#include "vector_search_paths.h"

// Two products of codes fit in 16 bits because no code is -128.
static void score_codes(const code_query *query, code_rows rows, const uint32_t *slots, size_t first,
                        size_t count, float *scores) {
    for (size_t i = 0; i < count; i++) {
        const size_t row = row_at(slots, first, i);
        const int8_t *codes = rows.codes + row * rows.stride;
        int32x4_t sums = vdupq_n_s32(0);
        for (size_t k = 0; k < rows.stride; k += 16) {
            const int8x16_t q = vld1q_s8(query->codes + k), x = vld1q_s8(codes + k);
            const int16x8_t low = vmull_s8(vget_low_s8(q), vget_low_s8(x));
            sums = vpadalq_s16(sums, vmlal_s8(low, vget_high_s8(q), vget_high_s8(x)));
        }
        scores[i] = query->scale * rows.scales[row].scale * (float)vaddvq_s32(sums);
    }
}

__attribute__((target("arch=armv8.2-a+dotprod")))
static void score_codes_dotprod(const code_query *query, code_rows rows, const uint32_t *slots,
                                size_t first, size_t count, float *scores) {
    for (size_t i = 0; i < count; i++) {
        const size_t row = row_at(slots, first, i);
        const int8_t *codes = rows.codes + row * rows.stride;
        int32x4_t even = vdupq_n_s32(0), odd = vdupq_n_s32(0);
        for (size_t k = 0; k < rows.stride; k += 32) {
            even = vdotq_s32(even, vld1q_s8(query->codes + k), vld1q_s8(codes + k));
            odd = vdotq_s32(odd, vld1q_s8(query->codes + k + 16), vld1q_s8(codes + k + 16));
        }
        const int32_t sum = vaddvq_s32(vaddq_s32(even, odd));
        scores[i] = query->scale * rows.scales[row].scale * (float)sum;
    }
}

static void hamming_distances(const uint64_t *query, const uint64_t *blocks, size_t words,
                              size_t block_count, uint16_t *distances) {
    enum { pairs = sign_block_rows / 2 };
    for (size_t b = 0; b < block_count; b++) {
        uint64x2_t sums[pairs] = {vdupq_n_u64(0), vdupq_n_u64(0), vdupq_n_u64(0), vdupq_n_u64(0)};
        for (size_t w = 0; w < words;) {
            // A byte counts up to 8 bits a word, so 31 words fit in its 255.
            const size_t end = w + 31 < words ? w + 31 : words;
            uint8x16_t bytes[pairs] = {vdupq_n_u8(0), vdupq_n_u8(0), vdupq_n_u8(0), vdupq_n_u8(0)};
            for (; w < end; w++) {
                const uint64x2_t q = vdupq_n_u64(query[w]);
                for (size_t p = 0; p < pairs; p++) {
                    const uint64x2_t rows = vld1q_u64(blocks + w * sign_block_rows + p * 2);
                    bytes[p] = vaddq_u8(bytes[p], vcntq_u8(vreinterpretq_u8_u64(veorq_u64(q, rows))));
                }
            }
            for (size_t p = 0; p < pairs; p++) {
                sums[p] = vpadalq_u32(sums[p], vpaddlq_u16(vpaddlq_u8(bytes[p])));
            }
        }
        for (size_t p = 0; p < pairs; p++) {
            distances[b * sign_block_rows + p * 2] = (uint16_t)vgetq_lane_u64(sums[p], 0);
            distances[b * sign_block_rows + p * 2 + 1] = (uint16_t)vgetq_lane_u64(sums[p], 1);
        }
        blocks += words * sign_block_rows;
    }
}

static float dot_product(const float *left, const float *right, size_t count) {
    float32x4_t even = vdupq_n_f32(0), odd = vdupq_n_f32(0);
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        even = vfmaq_f32(even, vld1q_f32(left + i), vld1q_f32(right + i));
        odd = vfmaq_f32(odd, vld1q_f32(left + i + 4), vld1q_f32(right + i + 4));
    }
    float sum = vaddvq_f32(vaddq_f32(even, odd));
    for (; i < count; i++) sum += left[i] * right[i];
    return sum;
}

const vector_search_kernels vector_search_neon = {
    "neon", score_codes, hamming_distances, dot_product};
const vector_search_kernels vector_search_neon_dotprod = {
    "neon-dotprod", score_codes_dotprod, hamming_distances, dot_product};

#endif
