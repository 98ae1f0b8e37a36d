import CKernels

/// The arrays of a packed model as the kernels take them.
///
/// `@unchecked Sendable`: all pointers lead into the model's read-only mapping, which `model` keeps alive.
struct EncoderWeights: @unchecked Sendable {
    enum Linear {
        case float32(linear_f32)
        case int8(linear_i8)

        var columns: Int {
            switch self {
            case .float32(let layer): layer.columns
            case .int8(let layer): layer.columns
            }
        }
    }

    struct Normalization {
        var scale: UnsafePointer<Float>
        var shift: UnsafePointer<Float>
    }

    struct Layer {
        var queryKeyValue: Linear
        var attentionOutput: Linear
        var attentionNormalization: Normalization
        var intermediate: Linear
        var output: Linear
        var outputNormalization: Normalization
    }

    enum WordTable {
        case float32(UnsafePointer<Float>)
        case int8(UnsafePointer<Int8>, scales: UnsafePointer<Float>)
    }

    let model: PackedModel
    let words: WordTable
    let positions: UnsafePointer<Float>
    let embeddingNormalization: Normalization
    let layers: [Layer]

    init(_ model: PackedModel) {
        self.model = model
        let layout = model.layout
        words =
            layout.precision == .float32
            ? .float32(model.pointer(layout.words))
            : .int8(model.pointer(layout.words), scales: model.pointer(layout.wordScales))
        positions = model.pointer(layout.positions)
        embeddingNormalization = model.normalization(layout.embeddingNormalization)
        layers = layout.layers.map { layer in
            Layer(
                queryKeyValue: model.linear(layer.queryKeyValue),
                attentionOutput: model.linear(layer.attentionOutput),
                attentionNormalization: model.normalization(layer.attentionNormalization),
                intermediate: model.linear(layer.intermediate),
                output: model.linear(layer.output),
                outputNormalization: model.normalization(layer.outputNormalization))
        }
    }
}

extension PackedModel {
    fileprivate func linear(_ layer: PackedLayout.Linear) -> EncoderWeights.Linear {
        switch precision {
        case .float32:
            .float32(
                linear_f32(
                    panels: pointer(layer.panels), bias: pointer(layer.bias), depth: layer.depth,
                    columns: layer.columns))
        case .int8:
            .int8(
                linear_i8(
                    panels: pointer(layer.panels), input_factors: pointer(layer.inputFactors),
                    scales: pointer(layer.scales), code_sums: pointer(layer.codeSums),
                    bias: pointer(layer.bias), depth: layer.depth,
                    columns: layer.columns))
        }
    }

    fileprivate func normalization(_ layer: PackedLayout.Normalization) -> EncoderWeights.Normalization {
        EncoderWeights.Normalization(scale: pointer(layer.scale), shift: pointer(layer.shift))
    }
}
