// Compares every variant of the encoder's kernels that this processor executes with the definitions, in
// double precision. For processors that the Swift tests do not run on; see check-arm-kernels.sh.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "encoder_kernels.h"
#include "encoder_packing.h"

enum { rows = 31, depth = 160, columns = 96, heads = 2, head_size = 64, length = 45 };

static float random_value(void) {
    static uint64_t state = 1;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (float)(int32_t)(state >> 32) * 0x1p-31f;
}

static float *random_values(size_t count) {
    float *values = malloc(count * sizeof(float));
    for (size_t i = 0; i < count; i++) values[i] = random_value();
    return values;
}

static int failures = 0;

static void report(const char *name, const char *what, double difference, double bound) {
    const int passed = difference < bound;  // False for a value that is not a number.
    if (!passed) failures++;
    printf("%-13s %-18s largest difference %.2e %s\n", name, what, difference, passed ? "passed" : "FAILED");
}

static double linear_reference(const float *x, const float *weight, const float *bias, int row, int column) {
    double sum = bias[column];
    for (int k = 0; k < depth; k++) sum += (double)x[row * depth + k] * weight[column * depth + k];
    return sum * 0.5 * (1 + erf(sum / sqrt(2)));
}

static void check_linear(const encoder_kernels *kernels) {
    float *x = random_values(rows * depth), *weight = random_values(columns * depth);
    float *bias = random_values(columns), *y = malloc(rows * columns * sizeof(float));
    float *panels = malloc(columns * depth * sizeof(float)), factors[depth], scales[columns];
    int8_t *byte_panels = malloc(columns * depth);
    int32_t code_sums[columns], zero_points[rows];
    float row_scales[rows];
    for (int k = 0; k < depth; k++) factors[k] = 1;

    pack_linear_f32(weight, columns, depth, panels);
    const linear_f32 exact = {panels, bias, depth, columns};
    kernels->linear_f32(x, rows, &exact, encoder_activation_gelu, y);
    double largest = 0;
    for (int i = 0; i < rows * columns; i++) {
        largest = fmax(largest, fabs(y[i] - linear_reference(x, weight, bias, i / columns, i % columns)));
    }
    report(kernels->name, "linear, 32-bit", largest, 2e-5);

    pack_linear_i8(weight, columns, depth, byte_panels, scales, code_sums);
    const linear_i8 rounded = {byte_panels, factors, scales, code_sums, bias, depth, columns};
    const quantized_rows quantized = {malloc(rows * depth * kernels->code_size), row_scales, zero_points};
    kernels->quantize(x, rows, depth, factors, quantized);
    kernels->linear_i8(quantized, rows, &rounded, encoder_activation_gelu, y);
    largest = 0;
    for (int i = 0; i < rows * columns; i++) {
        largest = fmax(largest, fabs(y[i] - linear_reference(x, weight, bias, i / columns, i % columns)));
    }
    // 160 products, each rounded by up to half a step of both factors.
    report(kernels->name, "linear, 8-bit", largest, 0.2);
    free(x), free(weight), free(bias), free(y), free(panels), free(byte_panels), free(quantized.codes);
}

static void check_attention(const encoder_kernels *kernels) {
    const int width = heads * head_size, stride = 3 * width;
    float *x = random_values(length * stride), *y = malloc(length * width * sizeof(float));
    float *scratch = malloc(encoder_attention_scratch(length, head_size) * sizeof(float));
    kernels->attention(x, length, heads, head_size, scratch, y);
    double largest = 0;
    for (int i = 0; i < length * width; i++) {
        const int token = i / width, head = i % width / head_size, d = i % head_size;
        double total = 0, sum = 0;
        for (int t = 0; t < length; t++) {
            double score = 0;
            for (int j = 0; j < head_size; j++) {
                score += (double)x[token * stride + head * head_size + j]
                    * x[t * stride + width + head * head_size + j];
            }
            const double weight = exp(score / sqrt(head_size));
            total += weight;
            sum += weight * x[t * stride + 2 * width + head * head_size + d];
        }
        largest = fmax(largest, fabs(y[i] - sum / total));
    }
    report(kernels->name, "attention", largest, 1e-5);
    free(x), free(y), free(scratch);
}

static void check_normalization(const encoder_kernels *kernels) {
    float *x = random_values(rows * depth), *residual = random_values(rows * depth);
    float *scale = random_values(depth), *shift = random_values(depth);
    float *y = malloc(rows * depth * sizeof(float));
    kernels->add_and_normalize(x, residual, rows, depth, scale, shift, 1e-12f, y);
    double largest = 0;
    for (int row = 0; row < rows; row++) {
        double mean = 0, variance = 0;
        for (int k = 0; k < depth; k++) mean += ((double)x[row * depth + k] + residual[row * depth + k]) / depth;
        for (int k = 0; k < depth; k++) {
            variance += pow((double)x[row * depth + k] + residual[row * depth + k] - mean, 2) / depth;
        }
        for (int k = 0; k < depth; k++) {
            const double value = (double)x[row * depth + k] + residual[row * depth + k] - mean;
            largest = fmax(largest, fabs(y[row * depth + k] - (value / sqrt(variance) * scale[k] + shift[k])));
        }
    }
    report(kernels->name, "add and normalize", largest, 1e-5);
    free(x), free(residual), free(scale), free(shift), free(y);
}

int main(void) {
    const encoder_kernels *kernels;
    for (size_t i = 0; (kernels = encoder_kernels_variant(i)) != NULL; i++) {
        check_linear(kernels);
        check_attention(kernels);
        check_normalization(kernels);
    }
    return failures != 0;
}
