#include "encoder_kernels.h"

#include <string.h>

#include "encoder_paths.h"

static const encoder_kernels *const variants[] = {
    &encoder_kernels_portable,
#if defined(__aarch64__)
    &encoder_kernels_neon,
    &encoder_kernels_neon_dotprod,
#elif defined(__x86_64__)
    &encoder_kernels_avx2,
    &encoder_kernels_avx2_vnni,
    &encoder_kernels_avx512,
#endif
};

const encoder_kernels *encoder_kernels_for(kernel_path path) {
    if (!kernel_path_is_supported(path)) return NULL;
    switch (path) {
    case kernel_path_portable:
        return &encoder_kernels_portable;
#if defined(__aarch64__)
    case kernel_path_neon:
        return cpu_has_arm_dot_product() ? &encoder_kernels_neon_dotprod : &encoder_kernels_neon;
#elif defined(__x86_64__)
    case kernel_path_avx2:
        return cpu_has_avx_vnni() ? &encoder_kernels_avx2_vnni : &encoder_kernels_avx2;
    case kernel_path_avx512:
        return &encoder_kernels_avx512;
#endif
    default:
        return NULL;
    }
}

static bool is_executable(const encoder_kernels *kernels) {
#if defined(__aarch64__)
    return kernels != &encoder_kernels_neon_dotprod || cpu_has_arm_dot_product();
#elif defined(__x86_64__)
    if (kernels == &encoder_kernels_avx2) return kernel_path_is_supported(kernel_path_avx2);
    if (kernels == &encoder_kernels_avx2_vnni) {
        return kernel_path_is_supported(kernel_path_avx2) && cpu_has_avx_vnni();
    }
    if (kernels == &encoder_kernels_avx512) return kernel_path_is_supported(kernel_path_avx512);
    return true;
#else
    return true;
#endif
}

const encoder_kernels *encoder_kernels_variant(size_t index) {
    for (size_t i = 0; i < sizeof variants / sizeof variants[0]; i++) {
        if (!is_executable(variants[i])) continue;
        if (index == 0) return variants[i];
        index--;
    }
    return NULL;
}

static size_t padded_length(size_t length) {
    return (length + encoder_panel_width - 1) / encoder_panel_width * encoder_panel_width;
}

size_t encoder_attention_scratch(size_t length, size_t head_size) {
    // The transposed keys of one head, and the scores of one block of query rows.
    return padded_length(length) * (head_size + encoder_maximum_block_rows);
}

void gather_rows_f32(const float *table, const int32_t *ids, size_t count, size_t width,
                     float *output) {
    for (size_t i = 0; i < count; i++) {
        memcpy(output + i * width, table + (size_t)ids[i] * width, width * sizeof(float));
    }
}

void gather_rows_i8(const int8_t *table, const float *scales, const int32_t *ids, size_t count,
                    size_t width, float *output) {
    for (size_t i = 0; i < count; i++) {
        const int8_t *codes = table + (size_t)ids[i] * width;
        const float scale = scales[ids[i]];
        for (size_t j = 0; j < width; j++) output[i * width + j] = (float)codes[j] * scale;
    }
}

void mean_of_rows(const float *input, size_t rows, size_t width, float *output) {
    memset(output, 0, width * sizeof(float));
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < width; j++) output[j] += input[i * width + j];
    }
    for (size_t j = 0; j < width; j++) output[j] /= (float)rows;
}

void max_of_rows(const float *input, size_t rows, size_t width, float *output) {
    memcpy(output, input, width * sizeof(float));
    for (size_t i = 1; i < rows; i++) {
        for (size_t j = 0; j < width; j++) {
            const float value = input[i * width + j];
            output[j] = value > output[j] ? value : output[j];
        }
    }
}

void add_to_row(const float *vector, size_t width, float *row) {
    for (size_t j = 0; j < width; j++) row[j] += vector[j];
}
