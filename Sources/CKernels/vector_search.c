#include "vector_search.h"

#include <math.h>
#include <string.h>

#include "vector_search_paths.h"

const vector_search_kernels *vector_search_kernels_for(kernel_path path) {
    if (!kernel_path_is_supported(path)) return NULL;
    switch (path) {
#if defined(__aarch64__)
    case kernel_path_neon:
        return cpu_has_arm_dot_product() ? &vector_search_neon_dotprod : &vector_search_neon;
#elif defined(__x86_64__)
    case kernel_path_avx2: return &vector_search_avx2;
    case kernel_path_avx512:
        return __builtin_cpu_supports("avx512vpopcntdq") ? &vector_search_avx512_vpopcntdq
                                                         : &vector_search_avx512;
#endif
    default: return &vector_search_portable;
    }
}

const vector_search_kernels *vector_search_kernels_variant(size_t index) {
    const vector_search_kernels *variants[4];
    size_t count = 0;
    variants[count++] = &vector_search_portable;
#if defined(__aarch64__)
    variants[count++] = &vector_search_neon;
    if (cpu_has_arm_dot_product()) variants[count++] = &vector_search_neon_dotprod;
#elif defined(__x86_64__)
    if (kernel_path_is_supported(kernel_path_avx2)) variants[count++] = &vector_search_avx2;
    if (kernel_path_is_supported(kernel_path_avx512)) {
        variants[count++] = &vector_search_avx512;
        if (__builtin_cpu_supports("avx512vpopcntdq")) variants[count++] = &vector_search_avx512_vpopcntdq;
    }
#endif
    return index < count ? variants[index] : NULL;
}

row_scale quantize_row(const float *vector, size_t dimensions, size_t stride, int8_t *codes) {
    float largest = 0;
    for (size_t i = 0; i < dimensions; i++) largest = fmaxf(largest, fabsf(vector[i]));
    memset(codes, 0, stride);
    if (largest == 0) return (row_scale){0, 0};
    const float factor = 127 / largest;
    int32_t sum = 0;
    for (size_t i = 0; i < dimensions; i++) {
        // Rounded half away from zero, without a call: the value is within -127.5 and 127.5.
        const float value = vector[i] * factor;
        const int32_t code = (int32_t)(value + (value < 0 ? -0.5f : 0.5f));
        const int32_t limited = code > 127 ? 127 : code < -127 ? -127 : code;
        codes[i] = (int8_t)limited;
        sum += limited;
    }
    return (row_scale){largest / 127, sum};
}

void write_sign_bits(const int8_t *codes, float scale, const float *mean, size_t dimensions,
                     uint64_t *words) {
    for (size_t start = 0; start < dimensions; start += 64) {
        const size_t length = dimensions - start < 64 ? dimensions - start : 64;
        uint64_t word = 0;
        for (size_t i = 0; i < length; i++) {
            word |= (uint64_t)((float)codes[start + i] * scale > mean[start + i]) << i;
        }
        words[start / 64 * sign_block_rows] = word;
    }
}

size_t keep_best(scored_slot *best, size_t best_count, size_t capacity, const float *scores,
                 const uint32_t *slots, size_t first, size_t count, const int64_t *ids) {
    if (capacity == 0) return 0;
    for (size_t i = 0; i < count; i++) {
        const float score = scores[i];
        if (best_count == capacity && score < best[capacity - 1].score) continue;
        const uint32_t slot = (uint32_t)row_at(slots, first, i);
        size_t place = best_count;
        while (place > 0) {
            const scored_slot other = best[place - 1];
            if (other.score > score || (other.score == score && ids[other.slot] < ids[slot])) break;
            place--;
        }
        if (place == capacity) continue;
        if (best_count < capacity) best_count++;
        memmove(best + place + 1, best + place, (best_count - place - 1) * sizeof *best);
        best[place] = (scored_slot){score, slot};
    }
    return best_count;
}

// One pass: the radius begins at the largest distance and shrinks whenever the rows seen so far allow it. A
// row outside the radius of its time is outside the final one too, because the radius never grows.
size_t select_nearest_by_sign(const vector_search_kernels *kernels, const uint64_t *query,
                              const uint64_t *blocks, size_t words, size_t count, size_t wanted,
                              uint32_t *slots, uint16_t *distances) {
    enum { step = 1024, maximum_distance = 4096, group = 32 };
    uint32_t histogram[maximum_distance + 1] = {0};
    uint16_t step_distances[step];
    size_t radius = words * 64, within = 0, collected = 0;
    for (size_t start = 0; start < count; start += step) {
        const size_t length = count - start < step ? count - start : step;
        const size_t block_count = (length + sign_block_rows - 1) / sign_block_rows;
        kernels->hamming_distances(
            query, blocks + start / sign_block_rows * words * sign_block_rows, words, block_count,
            step_distances);
        for (size_t i = length; i < step; i++) step_distances[i] = UINT16_MAX;
        for (size_t g = 0; g < length; g += group) {
            int16_t smallest = INT16_MAX;
            for (size_t i = g; i < g + group; i++) {
                const int16_t distance = (int16_t)(step_distances[i] & INT16_MAX);
                smallest = distance < smallest ? distance : smallest;
            }
            if ((size_t)smallest > radius) continue;
            for (size_t i = g; i < g + group; i++) {
                const uint16_t distance = step_distances[i];
                if (distance > radius) continue;
                slots[collected] = (uint32_t)(start + i);
                distances[collected++] = distance;
                histogram[distance]++;
                within++;
                while (within - histogram[radius] >= wanted) within -= histogram[radius--];
            }
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < collected; i++) {
        if (distances[i] <= radius) slots[kept++] = slots[i];
    }
    return kept;
}
