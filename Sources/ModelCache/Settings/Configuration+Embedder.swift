import CacheCore
import Embeddings
import Foundation
import Logging

/// Who computes embeddings.
public enum EmbeddingProvider: String, Sendable, CaseIterable {
    /// An installed model, in this process.
    case local
    /// A model folder with `model.onnx`, computed in this process by ONNX Runtime, which the user installed.
    case onnx
    /// A service that speaks OpenAI's protocol.
    case openAI = "openai"
    /// Hugging Face's Text Embeddings Inference.
    case textEmbeddingsInference = "tei"
}

/// What the local model does with texts that are longer than it takes at once.
public enum EmbeddingWindows: String, Sendable, CaseIterable {
    /// The average of the vectors of windows, each counting by its tokens.
    case weighted
    /// The average of the vectors of windows, all alike.
    case plain
    /// Only the beginning counts.
    case truncate

    var rule: LongTextRule {
        switch self {
        case .weighted: .windows(.byTokenCount)
        case .plain: .windows(.equal)
        case .truncate: .truncate
        }
    }
}

extension Configuration {
    /// The embedder of the configured model or service; nil when no tenant's mode needs one.
    ///
    /// - Parameter variables: the process's environment, which holds the key of a service.
    /// - Throws: `ConfigurationError` when the settings of a service are incomplete, `ModelLibraryError` when the
    ///   local model is not installed or damaged, `OnnxRuntimeError` or `ModelError` when ONNX Runtime is not there
    ///   or cannot compute the model.
    public func embedder(
        variables: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> (any Embedder)? {
        guard policy.usesEmbeddings else { return nil }
        switch embeddingProvider {
        case .local: return try localEmbedder()
        case .onnx:
            try checkEmbedding()
            return try textEmbedder(TextEncoder.onnx(folder: embeddingOnnxFolder, library: embeddingOnnxLibrary))
        case .openAI: return try remoteEmbedder(.openAI, variables: variables)
        case .textEmbeddingsInference: return try remoteEmbedder(.textEmbeddingsInference, variables: variables)
        }
    }

    private func localEmbedder() throws -> TextEmbedder {
        let library = embeddingFolder.isEmpty ? ModelLibrary() : ModelLibrary(folder: embeddingFolder)
        return try textEmbedder(library.open(embeddingModel))
    }

    /// The embedder that is used, and the configuration that follows. Where the model is not installed and nobody asked
    /// for semantic hits, that is none, with a note in the log, and exact mode.
    func resolved(
        with given: (any Embedder)?, logger: Logger
    ) throws -> (configuration: Configuration, embedder: (any Embedder)?) {
        do {
            return (self, try given ?? embedder())
        } catch let error as ModelLibraryError {
            guard !isPolicyChosen, case .notInstalled = error else { throw error }
            logger.notice(
                "The embedding model is not installed, so only identical requests are answered",
                metadata: ["install": "modelcache model install \(embeddingModel)"])
            var exact = self
            exact.policy.standard.mode = .exact
            for tenant in exact.policy.tenants.keys { exact.policy.tenants[tenant]?.mode = .exact }
            return (exact, nil)
        }
    }

    /// An embedder on threads of its own.
    private func textEmbedder(_ encoder: TextEncoder) throws -> TextEmbedder {
        let encoder = try encoder.with(
            longTexts: embeddingWindows.rule, prompt: embeddingPrefix.isEmpty ? nil : embeddingPrefix)
        var options = TextEmbedder.Options()
        if embeddingThreads > 0 { options.threadCount = embeddingThreads }
        options.maximumWaiting = embeddingQueue
        options.memory = embeddingMemory
        // An embedding model without a verifier is no fault: the judge does without, and a notice says so.
        let verifier = usesVerifier && policy.usesJudge ? try? encoder.shippedVerifier() : nil
        return TextEmbedder(encoder, verifier: verifier, options: options)
    }

    private func remoteEmbedder(
        _ dialect: RemoteEmbedderConfiguration.Dialect, variables: [String: String]
    ) throws(ConfigurationError) -> RemoteEmbedder {
        try checkEmbedding()
        var service = RemoteEmbedderConfiguration(
            endpoint: embeddingURL, model: embeddingRemoteModel, dimensions: embeddingDimensions)
        service.dialect = dialect
        service.textPrefix = embeddingPrefix
        service.timeout = embeddingTimeout
        service.memory = embeddingMemory
        do {
            if !embeddingKeyVariable.isEmpty {
                try service.setAPIKey(fromVariable: embeddingKeyVariable, of: variables)
            }
            return try RemoteEmbedder(service)
        } catch {
            throw .unusable(key: Self.key(of: error), reason: "cannot be used: \(error)")
        }
    }

    /// Makes sure that what the provider needs is there, before anything is opened.
    func checkEmbedding() throws(ConfigurationError) {
        guard embeddingProvider != .local else { return }
        let reason = "is needed when embedding.provider is \(embeddingProvider.rawValue): "
        if embeddingProvider == .onnx {
            guard !embeddingOnnxFolder.isEmpty else {
                throw .unusable(
                    key: "embedding.onnx_folder", reason: reason + "give the folder of model.onnx and tokenizer.json")
            }
            return
        }
        guard !embeddingURL.isEmpty else {
            throw .unusable(key: "embedding.url", reason: reason + "give the service's endpoint with its path")
        }
        guard embeddingDimensions > 0 else {
            throw .unusable(
                key: "embedding.dimensions", reason: reason + "give the number of components of the model's vectors")
        }
        guard embeddingProvider != .openAI || !embeddingRemoteModel.isEmpty else {
            throw .unusable(
                key: "embedding.remote_model", reason: reason + "give the name of the model at the service")
        }
    }

    private static func key(of error: RemoteEmbedderConfigurationError) -> String {
        switch error {
        case .endpointIsNoURL: "embedding.url"
        case .notPositive("timeout"): "embedding.timeout"
        case .notPositive: "embedding.dimensions"
        case .malformedKey, .missingKey: "embedding.key_variable"
        }
    }
}
