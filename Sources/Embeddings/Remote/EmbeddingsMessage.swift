import CanonicalJSON
import Foundation

// The bodies of requests to embeddings services and of their replies, without the network.

/// Why a reply is not the vectors that were asked for.
enum EmbeddingsReplyError: Error, Equatable, CustomStringConvertible {
    case notJSON(String)
    case unexpectedShape(String)
    case wrongCount(expected: Int, actual: Int)
    case wrongIndex(Int64)
    case wrongDimensions(expected: Int, actual: Int)
    case notFinite(index: Int)
    case zeroVector(index: Int)

    var description: String {
        switch self {
        case .notJSON(let reason): "the reply is not JSON: \(reason)"
        case .unexpectedShape(let reason): "the reply is not a list of embeddings: \(reason)"
        case .wrongCount(let expected, let actual): "\(actual) vectors for \(expected) texts"
        case .wrongIndex(let index): "the index \(index) is repeated or names no text"
        case .wrongDimensions(let expected, let actual):
            "vectors of \(actual) components, where \(expected) are configured"
        case .notFinite(let index): "vector \(index) holds something that is not a finite number"
        case .zeroVector(let index): "vector \(index) is zero"
        }
    }
}

extension RemoteEmbedderConfiguration {
    /// The body of a request for `texts`.
    func requestBody(for texts: [String]) -> [UInt8] {
        let inputs = JSONValue.array(texts.map { .string(textPrefix + $0) })
        let body: JSONValue
        switch dialect {
        case .openAI:
            var members: [JSONObject.Member] = [
                .init(key: "model", value: .string(model)), .init(key: "input", value: inputs),
                .init(key: "encoding_format", value: .string(encoding.rawValue)),
            ]
            if requestsDimensions { members.append(.init(key: "dimensions", value: JSONValue(dimensions))) }
            body = .object(JSONObject(members))
        case .textEmbeddingsInference:
            body = ["inputs": inputs, "normalize": true, "truncate": true]
        }
        return body.encoded
    }

    /// The unit vectors in a reply, in the order of the texts.
    func vectors(inReply bytes: [UInt8], count: Int) throws(EmbeddingsReplyError) -> [[Float]] {
        let reply: JSONValue
        do {
            reply = try JSONValue(parsing: bytes)
        } catch {
            throw .notJSON(error.description)
        }
        let embeddings =
            switch dialect {
            case .openAI: try Self.embeddingsByIndex(reply, count: count)
            case .textEmbeddingsInference: try Self.embeddingsInOrder(reply, count: count)
            }
        var vectors: [[Float]] = []
        for (index, embedding) in embeddings.enumerated() {
            vectors.append(try unitVector(embedding, index: index))
        }
        return vectors
    }

    /// The most bytes a reply may have: the longest spelling of its numbers, and room for what surrounds them.
    func maximumReplyBytes(count: Int) -> Int {
        65_536 + count * (256 + dimensions * 32)
    }

    private static func embeddingsInOrder(_ reply: JSONValue, count: Int) throws(EmbeddingsReplyError)
        -> [JSONValue]
    {
        guard let list = reply.arrayValue else { throw .unexpectedShape("it is \(reply.kind), not a list") }
        guard list.count == count else { throw .wrongCount(expected: count, actual: list.count) }
        return list
    }

    /// The order of `data` means nothing: every item says which text it belongs to.
    private static func embeddingsByIndex(_ reply: JSONValue, count: Int) throws(EmbeddingsReplyError)
        -> [JSONValue]
    {
        guard let data = reply["data"] else { throw .unexpectedShape("it has no field data") }
        let items = try embeddingsInOrder(data, count: count)
        var embeddings = [JSONValue?](repeating: nil, count: count)
        for item in items {
            guard let index = item["index"]?.integerValue, let embedding = item["embedding"] else {
                throw .unexpectedShape("an item of data has no index or no embedding")
            }
            guard let position = Int(exactly: index), embeddings.indices.contains(position),
                embeddings[position] == nil
            else { throw .wrongIndex(index) }
            embeddings[position] = embedding
        }
        return embeddings.compactMap(\.self)
    }

    private func unitVector(_ embedding: JSONValue, index: Int) throws(EmbeddingsReplyError) -> [Float] {
        let vector: [Float]
        switch embedding {
        case .array(let numbers): vector = try Self.vector(numbers)
        case .string(let base64): vector = try Self.vector(base64: base64)
        default: throw .unexpectedShape("an embedding is \(embedding.kind)")
        }
        guard vector.count == dimensions else {
            throw .wrongDimensions(expected: dimensions, actual: vector.count)
        }
        guard vector.allSatisfy(\.isFinite) else { throw .notFinite(index: index) }
        // In double precision, the square of no 32-bit float overflows or vanishes.
        let length = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        guard length > 0 else { throw .zeroVector(index: index) }
        return vector.map { Float(Double($0) / length) }
    }

    private static func vector(_ numbers: [JSONValue]) throws(EmbeddingsReplyError) -> [Float] {
        var vector: [Float] = []
        vector.reserveCapacity(numbers.count)
        for number in numbers {
            guard let value = number.doubleValue else {
                throw .unexpectedShape("an embedding holds \(number.kind)")
            }
            vector.append(Float(value))
        }
        return vector
    }

    private static func vector(base64: String) throws(EmbeddingsReplyError) -> [Float] {
        guard let data = Data(base64Encoded: base64), data.count % 4 == 0 else {
            throw .unexpectedShape("an embedding is a text, but not 32-bit floats in base64")
        }
        return data.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 4).map { offset in
                Float(
                    bitPattern: UInt32(
                        littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
            }
        }
    }
}
