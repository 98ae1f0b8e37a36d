import CKernels

/// An embedding model's upper layers with a verifier's differences added to their weights.
///
/// The sum is formed once, in single precision, and packed as the model's own layers are: in 8 bits where those are, with the
/// same input factors. So a layer costs what it costs in the model.
///
/// `@unchecked Sendable`: the memory is written in `init` only, and what the model's layers point to is kept alive by `model`.
final class AdaptedLayers: @unchecked Sendable {
    private(set) var layers: [EncoderWeights.Layer] = []
    /// Per layer, one number for each head.
    private(set) var crossBias: [UnsafePointer<Float>] = []
    private let model: PackedModel
    private let memory = ArrayMemory()

    init(_ artefact: VerifierArtefact, on weights: EncoderWeights) {
        model = weights.model
        for (layer, base) in zip(artefact.layers, weights.layers[artefact.sheet.frozenLayers...]) {
            layers.append(
                EncoderWeights.Layer(
                    queryKeyValue: adapted(base.queryKeyValue, by: [layer.query, layer.key, layer.value]),
                    attentionOutput: adapted(base.attentionOutput, by: [layer.output]),
                    attentionNormalization: base.attentionNormalization,
                    intermediate: adapted(base.intermediate, by: [layer.enter]),
                    output: adapted(base.output, by: [layer.leave]),
                    outputNormalization: base.outputNormalization))
        }
        crossBias = artefact.crossBias.map { UnsafePointer(memory.copy($0)) }
    }

    /// - Parameter differences: one for each equal part of the layer's outputs.
    private func adapted(
        _ base: EncoderWeights.Linear, by differences: [VerifierArtefact.Difference]
    ) -> EncoderWeights.Linear {
        switch base {
        case .float32(var layer):
            var weight = [Float](repeating: 0, count: layer.columns * layer.depth)
            unpack_linear_f32(layer.panels, layer.columns, layer.depth, &weight)
            Self.add(differences, to: &weight, columns: layer.columns, depth: layer.depth)
            let panels: UnsafeMutablePointer<Float> = memory.reserve(weight.count)
            pack_linear_f32(weight, layer.columns, layer.depth, panels)
            layer.panels = UnsafePointer(panels)
            return .float32(layer)
        case .int8(var layer):
            var weight = [Float](repeating: 0, count: layer.columns * layer.depth)
            unpack_linear_i8(
                layer.panels, layer.scales, layer.input_factors, layer.columns, layer.depth, &weight)
            Self.add(differences, to: &weight, columns: layer.columns, depth: layer.depth)
            divide_rows(&weight, layer.columns, layer.depth, layer.input_factors)
            let panels: UnsafeMutablePointer<Int8> = memory.reserve(weight.count)
            let scales: UnsafeMutablePointer<Float> = memory.reserve(layer.columns)
            let codeSums: UnsafeMutablePointer<Int32> = memory.reserve(layer.columns)
            pack_linear_i8(weight, layer.columns, layer.depth, panels, scales, codeSums)
            layer.panels = UnsafePointer(panels)
            layer.scales = UnsafePointer(scales)
            layer.code_sums = UnsafePointer(codeSums)
            return .int8(layer)
        }
    }

    private static func add(
        _ differences: [VerifierArtefact.Difference], to weight: inout [Float], columns: Int, depth: Int
    ) {
        let share = columns / differences.count
        weight.withUnsafeMutableBufferPointer { weight in
            for (part, difference) in differences.enumerated() {
                add_low_rank(
                    weight.baseAddress! + part * share * depth, share, depth, difference.up, difference.down,
                    difference.rank)
            }
        }
    }
}

/// Arrays for the kernels, freed together.
///
/// `@unchecked Sendable`: arrays are reserved while their owner is made, and afterwards only read.
final class ArrayMemory: @unchecked Sendable {
    private var arrays: [UnsafeMutableRawPointer] = []

    deinit { for array in arrays { array.deallocate() } }

    func reserve<Element: BitwiseCopyable>(_ count: Int) -> UnsafeMutablePointer<Element> {
        let array = UnsafeMutableRawPointer.allocate(
            byteCount: max(count, 1) * MemoryLayout<Element>.stride, alignment: PackedLayout.alignment)
        arrays.append(array)
        return array.bindMemory(to: Element.self, capacity: count)
    }

    func copy(_ values: [Float]) -> UnsafeMutablePointer<Float> {
        let array: UnsafeMutablePointer<Float> = reserve(values.count)
        array.initialize(from: values, count: values.count)
        return array
    }
}
