/// How close a model's vector is to the one that it gave when it was installed.
public struct ModelCheck: Sendable, Equatable {
    public struct Result: Sendable, Equatable {
        /// The processor's instructions that were used: portable, avx2, avx512, neon.
        public var kernels: String
        public var cosine: Double
        /// The largest difference to a golden pair's logit; nil when there is no verifier for the model.
        public var verifierError: Double?
    }

    /// One for each set of kernels that this processor executes.
    public var results: [Result]
}

extension ModelLibrary {
    /// The least cosine to the recorded vector; kernels differ by rounding only.
    static let requiredCosine = 0.999

    /// The most that 8-bit arithmetic may move a golden pair's logit.
    static let permittedVerifierError = 0.5

    /// Reads all files of a model, compares their checksums, embeds the recorded text with every set of kernels, and lets the
    /// model's verifier, if there is one, read its golden pairs.
    ///
    /// - Throws: `ModelLibraryError.wrongChecksum` for a damaged file, `.differentVector`, `.differentVerdict`, and what
    ///   `open` throws.
    public func check(_ name: String) throws -> ModelCheck {
        let record = try record(of: name)
        let model = InstalledModel(folder: path(of: name), record: record)
        try FileChecksum.verify(model.path(of: record.encoder), expected: record.encoder.sha256)
        let encoder = try model.open(verifiesWeights: true)
        let text = encoder.tokens(of: record.check.text).ids
        let weights = try PackedModel(path: model.path(of: record.encoder), verifiesPayload: false)
        let results = try EncoderKernels.all.map { kernels in
            let sentences = SentenceEncoder(
                model: weights, options: encoder.encoder.options, kernels: kernels)
            let vector = try sentences.embed([text])[0]
            return ModelCheck.Result(
                kernels: kernels.description, cosine: Self.cosine(vector, record.check.vector),
                verifierError: try verifierError(of: weights, prompt: record.prompt, kernels: kernels))
        }
        // Written so that a cosine that is no number fails as well.
        if let wrong = results.first(where: { !($0.cosine >= Self.requiredCosine) }) {
            throw ModelLibraryError.differentVector(name: name, kernels: wrong.kernels, cosine: wrong.cosine)
        }
        if let wrong = results.first(where: { !($0.verifierError ?? 0 <= Self.permittedVerifierError) }) {
            throw ModelLibraryError.differentVerdict(
                name: name, kernels: wrong.kernels, difference: wrong.verifierError ?? .nan)
        }
        return ModelCheck(results: results)
    }

    private func verifierError(of model: PackedModel, prompt: String, kernels: EncoderKernels) throws -> Double? {
        let encoder = BertEncoder(model: model, kernels: kernels)
        let verifier: VerifierModel
        do {
            verifier = try VerifierModel.shipped(on: encoder, prompt: prompt)
        } catch .unsupported {
            return nil
        }
        let errors = try ShippedVerifier.goldenPairs().map { golden in
            Double(abs(try verifier.logit(ofTokens: golden.ids) - golden.logit))
        }
        return errors.max()
    }

    private static func cosine(_ a: [Float], _ b: [Float]) -> Double {
        var product = 0.0, squaresOfA = 0.0, squaresOfB = 0.0
        for (a, b) in zip(a, b) {
            product += Double(a) * Double(b)
            squaresOfA += Double(a) * Double(a)
            squaresOfB += Double(b) * Double(b)
        }
        return product / (squaresOfA * squaresOfB).squareRoot()
    }
}
