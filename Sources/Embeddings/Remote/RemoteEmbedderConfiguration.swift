/// Which embeddings service to ask, and how.
public struct RemoteEmbedderConfiguration: Sendable, Equatable {
    /// How requests and replies look.
    public enum Dialect: String, Sendable, CaseIterable {
        /// `POST /v1/embeddings` as OpenAI defined it and most services speak it.
        case openAI
        /// `POST /embed` of Hugging Face's Text Embeddings Inference.
        case textEmbeddingsInference
    }

    /// How an OpenAI-compatible service is asked to write vectors; either is understood in the reply.
    public enum Encoding: String, Sendable, CaseIterable {
        /// Little-endian 32-bit floats in base64: a quarter of the bytes of `float`, and fast to read.
        case base64
        /// A list of numbers, which every service knows.
        case float
    }

    /// The URL of the endpoint, with its path: `https://api.openai.com/v1/embeddings`.
    public var endpoint: String
    /// The model's name in the request; `textEmbeddingsInference` serves one model and is not told.
    public var model: String
    /// The number of components that every vector must have.
    public var dimensions: Int
    /// Whether the service is asked for this number, which only models that can be cut short understand.
    public var requestsDimensions = false
    public var dialect = Dialect.openAI
    public var encoding = Encoding.base64
    /// Sent as a bearer token, if there is one. Never logged nor part of an error.
    public var apiKey: String?
    /// Put before every text; models of the E5 family want `query: `.
    public var textPrefix = ""
    /// The most texts that one request carries.
    public var batchSize = 32
    /// The most requests under way at a time; beyond it, the embedder is busy.
    public var maximumConcurrentRequests = 64
    /// Vectors of recent texts that are kept, in bytes.
    public var memory = 32 << 20
    /// How long one attempt may take.
    public var timeout = Duration.seconds(10)

    public init(endpoint: String, model: String, dimensions: Int) {
        self.endpoint = endpoint
        self.model = model
        self.dimensions = dimensions
    }

    /// What shapes a vector: the service, the model and what is sent. The key and the encoding do not.
    var fingerprint: String {
        "remote/\(endpoint)/\(model)/\(dimensions)\(requestsDimensions ? "-requested" : "")/\(textPrefix)"
    }

    /// - Throws: `EmbedderError.failed`, naming the value that cannot be used.
    func validate() throws(RemoteEmbedderConfigurationError) {
        guard endpoint.hasPrefix("https://") || endpoint.hasPrefix("http://") else {
            throw .endpointIsNoURL(endpoint)
        }
        for (name, value) in [
            ("dimensions", dimensions), ("batchSize", batchSize),
            ("maximumConcurrentRequests", maximumConcurrentRequests),
        ] where value < 1 {
            throw .notPositive(name)
        }
        guard timeout > .zero else { throw .notPositive("timeout") }
        // A line break would end the header, and begin whatever follows it.
        if let apiKey, apiKey.isEmpty || !apiKey.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) {
            throw .malformedKey
        }
    }
}

/// What is wrong with a `RemoteEmbedderConfiguration`.
public enum RemoteEmbedderConfigurationError: Error, Equatable, CustomStringConvertible {
    case endpointIsNoURL(String)
    case notPositive(String)
    case malformedKey
    case missingKey(variable: String)

    public var description: String {
        switch self {
        case .endpointIsNoURL(let endpoint):
            "the embeddings endpoint must be an http or https URL with its path, not \(endpoint)"
        case .notPositive(let name):
            "\(name) of the embeddings service must be more than 0"
        case .malformedKey:
            "the key of the embeddings service must be visible ASCII characters without spaces"
        case .missingKey(let variable):
            "the environment variable \(variable), which should hold the key of the embeddings service, is not set"
        }
    }
}

extension RemoteEmbedderConfiguration {
    /// Takes the key from an environment variable, which other users of the machine cannot read.
    public mutating func setAPIKey(
        fromVariable variable: String, of environment: [String: String]
    ) throws(RemoteEmbedderConfigurationError) {
        guard let key = environment[variable], !key.isEmpty else { throw .missingKey(variable: variable) }
        apiKey = key
    }
}
