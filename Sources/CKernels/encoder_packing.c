#include "encoder_packing.h"

#include <math.h>
#include <string.h>

#include "encoder_kernels.h"

void pack_linear_f32(const float *weight, size_t columns, size_t depth, float *panels) {
    for (size_t column = 0; column < columns; column++) {
        float *panel = panels + column / encoder_panel_width * encoder_panel_width * depth;
        const size_t lane = column % encoder_panel_width;
        for (size_t k = 0; k < depth; k++) {
            panel[k * encoder_panel_width + lane] = weight[column * depth + k];
        }
    }
}

/// The scale that maps the row's largest magnitude to 127; 0 for a row of zeros.
static float symmetric_scale(const float *row, size_t count) {
    float largest = 0;
    for (size_t i = 0; i < count; i++) largest = fmaxf(largest, fabsf(row[i]));
    return largest / 127.0f;
}

static int8_t quantized(float value, float scale) {
    if (scale == 0) return 0;
    const float code = rintf(value / scale);
    return (int8_t)(code > 127 ? 127 : code < -127 ? -127 : code);
}

void pack_linear_i8(const float *weight, size_t columns, size_t depth, int8_t *panels, float *scales,
                    int32_t *code_sums) {
    for (size_t column = 0; column < columns; column++) {
        const float *row = weight + column * depth;
        int8_t *panel = panels + column / encoder_panel_width * encoder_panel_width * depth;
        const size_t lane = column % encoder_panel_width;
        const float scale = symmetric_scale(row, depth);
        int32_t sum = 0;
        for (size_t k = 0; k < depth; k++) {
            const int8_t code = quantized(row[k], scale);
            panel[(k / 4 * encoder_panel_width + lane) * 4 + k % 4] = code;
            sum += code;
        }
        scales[column] = scale;
        code_sums[column] = sum;
    }
}

void unpack_linear_f32(const float *panels, size_t columns, size_t depth, float *weight) {
    for (size_t column = 0; column < columns; column++) {
        const float *panel = panels + column / encoder_panel_width * encoder_panel_width * depth;
        const size_t lane = column % encoder_panel_width;
        for (size_t k = 0; k < depth; k++) {
            weight[column * depth + k] = panel[k * encoder_panel_width + lane];
        }
    }
}

void unpack_linear_i8(const int8_t *panels, const float *scales, const float *factors, size_t columns,
                      size_t depth, float *weight) {
    for (size_t column = 0; column < columns; column++) {
        const int8_t *panel = panels + column / encoder_panel_width * encoder_panel_width * depth;
        const size_t lane = column % encoder_panel_width;
        for (size_t k = 0; k < depth; k++) {
            const int8_t code = panel[(k / 4 * encoder_panel_width + lane) * 4 + k % 4];
            weight[column * depth + k] = (float)code * scales[column] * factors[k];
        }
    }
}

void add_low_rank(float *weight, size_t columns, size_t depth, const float *up, const float *down,
                  size_t rank) {
    for (size_t column = 0; column < columns; column++) {
        for (size_t r = 0; r < rank; r++) {
            const float factor = up[column * rank + r];
            for (size_t k = 0; k < depth; k++) weight[column * depth + k] += factor * down[r * depth + k];
        }
    }
}

void divide_rows(float *weight, size_t columns, size_t depth, const float *factors) {
    for (size_t column = 0; column < columns; column++) {
        for (size_t k = 0; k < depth; k++) weight[column * depth + k] /= factors[k];
    }
}

void collect_magnitudes(const float *input, size_t rows, size_t width, float *maxima) {
    for (size_t row = 0; row < rows; row++) {
        for (size_t i = 0; i < width; i++) maxima[i] = fmaxf(maxima[i], fabsf(input[row * width + i]));
    }
}

void quantize_table_rows(const float *table, size_t rows, size_t width, int8_t *codes, float *scales) {
    for (size_t row = 0; row < rows; row++) {
        const float *values = table + row * width;
        scales[row] = symmetric_scale(values, width);
        for (size_t i = 0; i < width; i++) codes[row * width + i] = quantized(values[i], scales[row]);
    }
}

bool all_finite(const float *values, size_t count) {
    // An infinite or undefined value times zero is undefined, and stays so in the sum.
    float sum = 0;
    for (size_t i = 0; i < count; i++) sum += values[i] * 0.0f;
    return sum == 0;
}

static float float_of_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint16_t read_u16(const uint8_t *bytes) { return (uint16_t)(bytes[0] | bytes[1] << 8); }

static float float_of_half(uint16_t half) {
    const uint32_t sign = (uint32_t)(half & 0x8000) << 16;
    const uint32_t exponent = half >> 10 & 31, fraction = half & 1023;
    if (exponent == 31) return float_of_bits(sign | 0x7f800000 | fraction << 13);
    if (exponent != 0) return float_of_bits(sign | (exponent + 112) << 23 | fraction << 13);
    const float magnitude = (float)fraction * 0x1p-24f;  // Zero or subnormal.
    return sign ? -magnitude : magnitude;
}

void widen_f16(const void *source, size_t count, float *output) {
    const uint8_t *bytes = source;
    for (size_t i = 0; i < count; i++) output[i] = float_of_half(read_u16(bytes + 2 * i));
}

void widen_bf16(const void *source, size_t count, float *output) {
    const uint8_t *bytes = source;
    for (size_t i = 0; i < count; i++) {
        output[i] = float_of_bits((uint32_t)read_u16(bytes + 2 * i) << 16);
    }
}

void narrow_bf16(const float *source, size_t count, void *output) {
    uint8_t *bytes = output;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, source + i, sizeof bits);
        const uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
        bytes[2 * i] = (uint8_t)rounded;
        bytes[2 * i + 1] = (uint8_t)(rounded >> 8);
    }
}

void expand_q4_0(const void *source, size_t blocks, float *output) {
    const uint8_t *block = source;
    for (size_t i = 0; i < blocks; i++, block += 18, output += 32) {
        const float scale = float_of_half(read_u16(block));
        for (int j = 0; j < 16; j++) {
            output[j] = (float)((block[2 + j] & 15) - 8) * scale;
            output[j + 16] = (float)((block[2 + j] >> 4) - 8) * scale;
        }
    }
}
