import CKernels
import Testing

@testable import Embeddings

/// Every kernel path against the definition, computed slowly in double precision.
@Suite struct KernelTests {
    struct Path: CustomTestStringConvertible, Sendable {
        let kernels: EncoderKernels
        var testDescription: String { kernels.description }
        var table: encoder_kernels { kernels.table.pointee }
        static let all = EncoderKernels.all.map(Path.init)
    }

    /// Row counts around the blocks of 6 and 14 that the paths compute at once.
    static let rowCounts = [1, 2, 5, 6, 7, 13, 14, 15, 28, 29, 61]

    @Test(arguments: Path.all, rowCounts)
    func linearLayerInSinglePrecision(path: Path, rows: Int) {
        var random = SeededRandom(seed: UInt64(rows))
        let depth = 96, columns = 64
        let weight = random.floats(columns * depth), bias = random.floats(columns)
        let input = random.floats(rows * depth)
        var panels = [Float](repeating: 0, count: weight.count)
        pack_linear_f32(weight, columns, depth, &panels)
        let expected = Reference.linear(
            input.map(Double.init), weight, bias, rows: rows, depth: depth, columns: columns)
        for activation in [encoder_activation_none, encoder_activation_gelu] {
            var output = [Float](repeating: .nan, count: rows * columns)
            panels.withUnsafeBufferPointer { panels in
                bias.withUnsafeBufferPointer { bias in
                    var layer = linear_f32(
                        panels: panels.baseAddress, bias: bias.baseAddress, depth: depth, columns: columns)
                    path.table.linear_f32(input, rows, &layer, activation, &output)
                }
            }
            let wanted = activation == encoder_activation_gelu ? expected.map(Reference.gelu) : expected
            #expect(largestDifference(output, wanted) < 2e-5)
        }
    }

    /// The integer product is exact: sums that saturate, as those of byte products do, would be far off.
    @Test(arguments: Path.all, rowCounts)
    func linearLayerInEightBits(path: Path, rows: Int) {
        var random = SeededRandom(seed: UInt64(rows))
        let depth = 768, columns = 64
        let weight = random.floats(columns * depth).map { $0 < 0 ? Float(-1) : 1 }  // Codes -127 and 127.
        let bias = random.floats(columns)
        let input = random.floats(rows * depth).map { 1 + 2 * $0 }
        let output = linearInEightBits(path, input, weight, bias, rows: rows, depth: depth, columns: columns)
        let rounded = Reference.quantizedRows(input, rows: rows, depth: depth)
        let expected = Reference.linear(rounded, weight, bias, rows: rows, depth: depth, columns: columns)
        // A step is 4 / 254; a few values between two steps may fall on either side.
        #expect(largestDifference(output, expected) < 0.05)
    }

    /// A channel that is always large takes the codes of all others, unless it is shrunk.
    @Test(arguments: Path.all) func shrinkingALargeChannelKeepsTheOthersExact(path: Path) {
        var random = SeededRandom(seed: 8)
        let (rows, depth, columns) = (9, 128, 32)
        let weight = random.floats(columns * depth), bias = random.floats(columns)
        var input = random.floats(rows * depth)
        for row in 0..<rows { input[row * depth + 5] *= 50 }
        let expected = Reference.linear(
            input.map(Double.init), weight, bias, rows: rows, depth: depth, columns: columns)
        func largestError(_ factor: Float) -> Double {
            var factors = [Float](repeating: 1, count: depth), weight = weight
            factors[5] = factor
            divide_rows(&weight, columns, depth, factors)
            let output = linearInEightBits(
                path, input, weight, bias, rows: rows, depth: depth, columns: columns, factors: factors)
            return largestDifference(output, expected)
        }
        #expect(largestError(1.0 / 8) < largestError(1) / 2)
    }

    @Test func allPathsAgreeInEightBits() {
        var random = SeededRandom(seed: 3)
        let (rows, depth, columns) = (17, 384, 96)
        let weight = random.floats(columns * depth), bias = random.floats(columns)
        let input = random.floats(rows * depth)
        let outputs = Path.all.map {
            linearInEightBits($0, input, weight, bias, rows: rows, depth: depth, columns: columns)
        }
        for output in outputs {
            #expect(largestDifference(output, outputs[0].map(Double.init)) < 1e-4)
        }
    }

    @Test(arguments: Path.all)
    func rowsOfZerosAndOfOneSignAreQuantised(path: Path) {
        let depth = 32, columns = 32
        let weight = (0..<columns * depth).map { $0 % depth == $0 / depth ? Float(1) : 0 }  // Identity.
        let bias = [Float](repeating: 0, count: columns)
        for value: Float in [0, 3, -3, 1e-30, 1e30] {
            let input = [Float](repeating: value, count: depth)
            let output = linearInEightBits(path, input, weight, bias, rows: 1, depth: depth, columns: columns)
            #expect(output.allSatisfy { abs($0 - value) <= abs(value) * 1e-5 }, "\(value)")
        }
    }

    @Test(arguments: Path.all, [1, 2, 8, 9, 16, 31, 32, 33, 64, 100, 512])
    func attention(path: Path, length: Int) {
        var random = SeededRandom(seed: UInt64(length))
        for (heads, headSize) in [(2, 32), (1, 64), (1, 96)] {
            let width = heads * headSize
            let input = random.floats(length * 3 * width).map { 2 * $0 }
            var scratch = [Float](repeating: .nan, count: encoder_attention_scratch(length, headSize))
            var output = [Float](repeating: .nan, count: length * width)
            path.table.attention(input, length, heads, headSize, nil, &scratch, &output)
            let expected = Reference.attention(input, length: length, heads: heads, headSize: headSize)
            #expect(largestDifference(output, expected) < 1e-5)
        }
    }

    /// Scores far apart must not overflow: softmax is shifted by its largest score.
    @Test(arguments: Path.all) func attentionWithLargeScores(path: Path) {
        let length = 5, headSize = 32
        let input = (0..<length * 3 * headSize).map { Float($0 % 11) * 40 - 200 }
        var scratch = [Float](repeating: .nan, count: encoder_attention_scratch(length, headSize))
        var output = [Float](repeating: .nan, count: length * headSize)
        path.table.attention(input, length, 1, headSize, nil, &scratch, &output)
        let expected = Reference.attention(input, length: length, heads: 1, headSize: headSize)
        #expect(largestDifference(output, expected) < 1e-2)
    }

    @Test(arguments: Path.all, [32, 384, 1024]) func addAndNormalize(path: Path, width: Int) {
        var random = SeededRandom(seed: 5)
        let rows = 7
        let input = random.floats(rows * width), residual = random.floats(rows * width)
        let scale = random.floats(width), shift = random.floats(width)
        var output = input
        path.table.add_and_normalize(output, residual, rows, width, scale, shift, 1e-12, &output)
        let expected = Reference.addAndNormalize(input, residual, width: width, scale: scale, shift: shift)
        #expect(largestDifference(output, expected) < 1e-5)
    }

    @Test func halfPrecisionIsWidenedExactly() {
        let bits: [UInt16] = [0, 0x8000, 1, 0x8001, 0x03ff, 0x0400, 0x3c00, 0xc000, 0x7bff, 0x7c00, 0xfc00]
        var widened = [Float](repeating: 0, count: bits.count)
        widen_f16(bits, bits.count, &widened)
        let smallest = Float(sign: .plus, exponent: -24, significand: 1)
        let expected: [Float] = [
            0, 0, smallest, -smallest, 1023 * smallest, 1024 * smallest, 1, -2, 65504, .infinity, -.infinity,
        ]
        #expect(widened == expected)
        widen_bf16([0x3f80, 0xc040, 0x0001] as [UInt16], 3, &widened)
        #expect(widened[..<3] == [1, -3, Float(bitPattern: 0x10000)])
    }

    @Test func fourBitBlocksAreExpanded() {
        let block: [UInt8] = [0x00, 0x38] + (0..<16).map { UInt8($0) | UInt8(15 - $0) << 4 }  // d = 0.5
        var values = [Float](repeating: 0, count: 32)
        expand_q4_0(block, 1, &values)
        let low = (0..<16).map { Float($0 - 8) / 2 }, high = (0..<16).map { Float(7 - $0) / 2 }
        #expect(values == low + high)
    }

    @Test func everyPathHasAName() {
        let names = (0..<UInt32(kernel_path_count)).map { String(cString: kernel_path_name(kernel_path($0))) }
        #expect(names == ["portable", "neon", "avx2", "avx512"])
        #expect(EncoderKernels.all.first?.description == "portable")
    }

    private func linearInEightBits(
        _ path: Path, _ input: [Float], _ weight: [Float], _ bias: [Float], rows: Int, depth: Int,
        columns: Int,
        factors: [Float]? = nil
    ) -> [Float] {
        var panels = [Int8](repeating: 0, count: weight.count)
        var scales = [Float](repeating: 0, count: columns), codeSums = [Int32](repeating: 0, count: columns)
        let factors = factors ?? [Float](repeating: 1, count: depth)
        pack_linear_i8(weight, columns, depth, &panels, &scales, &codeSums)
        var codes = [UInt8](repeating: 0, count: rows * depth * path.table.code_size)
        var rowScales = [Float](repeating: 0, count: rows), zeroPoints = [Int32](repeating: 0, count: rows)
        var output = [Float](repeating: .nan, count: rows * columns)
        codes.withUnsafeMutableBytes { codes in
            rowScales.withUnsafeMutableBufferPointer { rowScales in
                zeroPoints.withUnsafeMutableBufferPointer { zeroPoints in
                    let quantized = quantized_rows(
                        codes: codes.baseAddress, scales: rowScales.baseAddress,
                        zero_points: zeroPoints.baseAddress)
                    path.table.quantize(input, rows, depth, factors, quantized)
                    withLayer(panels, scales, codeSums, bias, depth: depth, columns: columns) { layer in
                        path.table.linear_i8(quantized, rows, layer, encoder_activation_none, &output)
                    }
                }
            }
        }
        return output
    }

    private func withLayer(
        _ panels: [Int8], _ scales: [Float], _ codeSums: [Int32], _ bias: [Float], depth: Int, columns: Int,
        _ body: (UnsafePointer<linear_i8>) -> Void
    ) {
        panels.withUnsafeBufferPointer { panels in
            scales.withUnsafeBufferPointer { scales in
                codeSums.withUnsafeBufferPointer { codeSums in
                    bias.withUnsafeBufferPointer { bias in
                        var layer = linear_i8(
                            panels: panels.baseAddress, input_factors: nil, scales: scales.baseAddress,
                            code_sums: codeSums.baseAddress, bias: bias.baseAddress, depth: depth,
                            columns: columns)
                        body(&layer)
                    }
                }
            }
        }
    }
}
