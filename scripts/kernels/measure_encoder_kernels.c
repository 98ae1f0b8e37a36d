// CPU milliseconds of the forward pass of all-MiniLM-L6-v2 (random weights), in 32-bit floats and 8-bit integers, for
// every variant of the kernels that this processor executes, also those that it would not choose.
//
//     clang -O3 -ISources/CKernels/include Sources/CKernels/cpu_features.c Sources/CKernels/encoder_*.c \
//         scripts/kernels/measure_encoder_kernels.c -lm -o measure && ./measure

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "encoder_kernels.h"
#include "encoder_packing.h"

enum { layers = 6, width = 384, heads = 12, wide = 1536, most_rows = 256, rounds = 15 };

/// The linear layers of one layer of the model: query, key and value together; output; and the two wide ones.
static const int shapes[4][2] = {{width, 3 * width}, {width, width}, {width, wide}, {wide, width}};

static struct {
    linear_f32 exact[layers][4];
    linear_i8 rounded[layers][4];
    float ones[wide], zeros[wide];
    float *hidden, *wide, *projected, *scratch;
    quantized_rows quantized;
} model;

static float random_value(void) { return (float)rand() / (float)RAND_MAX * 2 - 1; }

static void *allocate(size_t bytes) { return aligned_alloc(64, (bytes + 63) / 64 * 64); }

static void make_model(void) {
    for (int i = 0; i < wide; i++) model.ones[i] = 1;
    float *weight = allocate(sizeof(float) * wide * width);
    for (int layer = 0; layer < layers; layer++) {
        for (int part = 0; part < 4; part++) {
            const size_t depth = shapes[part][0], columns = shapes[part][1];
            for (size_t i = 0; i < depth * columns; i++) weight[i] = random_value() / 16;
            float *panels = allocate(sizeof(float) * depth * columns), *scales = allocate(sizeof(float) * columns);
            int8_t *bytes = allocate(depth * columns);
            int32_t *sums = allocate(sizeof(int32_t) * columns);
            pack_linear_f32(weight, columns, depth, panels);
            pack_linear_i8(weight, columns, depth, bytes, scales, sums);
            model.exact[layer][part] = (linear_f32){panels, model.zeros, depth, columns};
            model.rounded[layer][part] = (linear_i8){bytes, model.ones, scales, sums, model.zeros, depth, columns};
        }
    }
    free(weight);
    model.hidden = allocate(sizeof(float) * most_rows * width);
    model.wide = allocate(sizeof(float) * most_rows * wide);
    model.projected = allocate(sizeof(float) * most_rows * width);
    model.scratch = allocate(sizeof(float) * encoder_attention_scratch(most_rows, width / heads));
    model.quantized = (quantized_rows){
        allocate(2 * most_rows * wide), allocate(sizeof(float) * most_rows), allocate(sizeof(int32_t) * most_rows)};
}

static void linear(const encoder_kernels *kernels, int is_exact, int layer, int part, const float *input, size_t rows,
                   encoder_activation activation, float *output) {
    if (is_exact) {
        kernels->linear_f32(input, rows, &model.exact[layer][part], activation, output);
    } else {
        kernels->quantize(input, rows, shapes[part][0], model.ones, model.quantized);
        kernels->linear_i8(model.quantized, rows, &model.rounded[layer][part], activation, output);
    }
}

static void forward(const encoder_kernels *kernels, int is_exact, size_t rows) {
    for (int layer = 0; layer < layers; layer++) {
        linear(kernels, is_exact, layer, 0, model.hidden, rows, encoder_activation_none, model.wide);
        kernels->attention(model.wide, rows, heads, width / heads, model.scratch, model.projected);
        linear(kernels, is_exact, layer, 1, model.projected, rows, encoder_activation_none, model.wide);
        kernels->add_and_normalize(model.wide, model.hidden, rows, width, model.ones, model.zeros, 1e-12f, model.hidden);
        linear(kernels, is_exact, layer, 2, model.hidden, rows, encoder_activation_gelu, model.wide);
        linear(kernels, is_exact, layer, 3, model.wide, rows, encoder_activation_none, model.projected);
        kernels->add_and_normalize(
            model.projected, model.hidden, rows, width, model.ones, model.zeros, 1e-12f, model.hidden);
    }
}

static double cpu_milliseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

int main(void) {
    make_model();
    const size_t row_counts[] = {12, 60, 256};
    const encoder_kernels *kernels;
    for (size_t variant = 0; (kernels = encoder_kernels_variant(variant)); variant++) {
        for (int i = 0; i < 3; i++) {
            double best[2] = {1e9, 1e9};
            for (int round = 0; round < 2 * rounds; round++) {
                for (size_t j = 0; j < row_counts[i] * width; j++) model.hidden[j] = random_value();
                const double start = cpu_milliseconds();
                forward(kernels, round % 2, row_counts[i]);
                const double time = cpu_milliseconds() - start;
                if (time < best[round % 2]) best[round % 2] = time;
            }
            printf("%-13s %3zu tokens: 32-bit %7.2f ms, 8-bit %7.2f ms, %.2f\n", kernels->name, row_counts[i], best[1],
                   best[0], best[0] / best[1]);
        }
    }
}
