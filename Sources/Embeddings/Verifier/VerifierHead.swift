import CKernels

/// The end of a verifier: from the last layer's rows and both embeddings to the logit.
///
/// All features are symmetric in the two texts. H is the width of a row; the features are, in this order, 6 H + 1 numbers:
/// (a + b) / 2, |a - b|, a b, g, |e - f| √H, e f H and the cosine of e and f, where a and b are the means of each text's rows,
/// g the maximum over all rows, e and f the embeddings, and products go component by component.
struct VerifierHead: Sendable {
    private let width: Int
    private let enter: Packed
    private let leave: VerifierArtefact.Linear

    /// The hidden layer, packed for the kernels, which compute whole panels.
    ///
    /// `@unchecked Sendable`: its arrays belong to `memory` and are only read.
    private struct Packed: @unchecked Sendable {
        let layer: linear_f32
        let memory: ArrayMemory

        init(_ linear: VerifierArtefact.Linear, depth: Int) {
            let panel = Int(encoder_panel_width)
            let columns = (linear.bias.count + panel - 1) / panel * panel
            let padding = columns - linear.bias.count
            memory = ArrayMemory()
            let panels: UnsafeMutablePointer<Float> = memory.reserve(columns * depth)
            pack_linear_f32(
                linear.weight + [Float](repeating: 0, count: padding * depth), columns, depth, panels)
            layer = linear_f32(
                panels: panels, bias: memory.copy(linear.bias + [Float](repeating: 0, count: padding)), depth: depth,
                columns: columns)
        }
    }

    init(_ artefact: VerifierArtefact, width: Int) {
        self.width = width
        enter = Packed(artefact.enter, depth: 6 * width + 1)
        leave = artefact.leave
    }

    /// The features of one pair.
    ///
    /// - Parameter rows: the first text's rows, then the second's.
    func features(
        _ rows: UnsafePointer<Float>, lengths: (Int, Int), embeddings: ([Float], [Float])
    ) -> [Float] {
        var a = [Float](repeating: 0, count: width), b = a, g = a
        mean_of_rows(rows, lengths.0, width, &a)
        mean_of_rows(rows + lengths.0 * width, lengths.1, width, &b)
        max_of_rows(rows, lengths.0 + lengths.1, width, &g)
        let (e, f) = embeddings
        var features = [Float](repeating: 0, count: 6 * width + 1)
        let root = Float(width).squareRoot()
        var cosine: Float = 0
        for i in 0..<width {
            features[i] = (a[i] + b[i]) / 2
            features[width + i] = abs(a[i] - b[i])
            features[2 * width + i] = a[i] * b[i]
            features[3 * width + i] = g[i]
            features[4 * width + i] = abs(e[i] - f[i]) * root
            features[5 * width + i] = e[i] * f[i] * Float(width)
            cosine += e[i] * f[i]
        }
        features[6 * width] = cosine
        return features
    }

    func logit(_ features: [Float], kernels: EncoderKernels) -> Float {
        var hidden = [Float](repeating: 0, count: enter.layer.columns)
        withUnsafePointer(to: enter.layer) {
            kernels.table.pointee.linear_f32(features, 1, $0, encoder_activation_gelu, &hidden)
        }
        return zip(hidden, leave.weight).reduce(leave.bias[0]) { $0 + $1.0 * $1.1 }
    }
}
