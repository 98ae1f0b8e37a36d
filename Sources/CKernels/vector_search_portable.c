// The vector-search kernels in plain C: the reference of all others.

#include "vector_search_paths.h"

static void score_codes(const code_query *query, code_rows rows, const uint32_t *slots, size_t first,
                        size_t count, float *scores) {
    for (size_t i = 0; i < count; i++) {
        const size_t row = row_at(slots, first, i);
        const int8_t *codes = rows.codes + row * rows.stride;
        int32_t sum = 0;
        for (size_t k = 0; k < rows.stride; k++) sum += (int32_t)query->codes[k] * codes[k];
        scores[i] = query->scale * rows.scales[row].scale * (float)sum;
    }
}

static void hamming_distances(const uint64_t *query, const uint64_t *blocks, size_t words,
                              size_t block_count, uint16_t *distances) {
    for (size_t b = 0; b < block_count; b++) {
        uint16_t sums[sign_block_rows] = {0};
        for (size_t w = 0; w < words; w++) {
            for (size_t r = 0; r < sign_block_rows; r++) {
                sums[r] += (uint16_t)__builtin_popcountll(query[w] ^ blocks[r]);
            }
            blocks += sign_block_rows;
        }
        for (size_t r = 0; r < sign_block_rows; r++) distances[b * sign_block_rows + r] = sums[r];
    }
}

// Sixteen sums, which any compiler turns into vectors: it may not reorder a single one.
static float dot_product(const float *left, const float *right, size_t count) {
    enum { lanes = 16 };
    float sums[lanes] = {0};
    size_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        for (size_t l = 0; l < lanes; l++) sums[l] += left[i + l] * right[i + l];
    }
    for (; i < count; i++) sums[i % lanes] += left[i] * right[i];
    for (size_t width = lanes / 2; width > 0; width /= 2) {
        for (size_t l = 0; l < width; l++) sums[l] += sums[l + width];
    }
    return sums[0];
}

const vector_search_kernels vector_search_portable = {
    "portable", score_codes, hamming_distances, dot_product};
