import CanonicalJSON
import ModelCache
import NIOCore

@testable import CacheCore
@testable import CommandReaders
@testable import Embeddings
@testable import Service

extension FuzzTarget {
    /// What comes over the network.
    static let requests = [
        FuzzTarget("json", upTo: 4_096, dictionary: "json") { bytes in
            let value = try JSONValue(parsing: bytes)
            let again = try? JSONValue(parsing: value.encoded)
            demand(again == value, "what was written reads back as something else")
        },
        FuzzTarget("native-request", upTo: 4_096, dictionary: "json") { bytes in
            let (choice, body) = split(bytes)
            let value = try JSONValue(parsing: body)
            switch choice % 3 {
            case 0: identify(try NativeRequest.lookup(value).request)
            case 1: _ = try NativeRequest.insert(value)
            default: _ = try NativeRequest.feedback(value)
            }
        },
        FuzzTarget("compatible-request", upTo: 4_096, dictionary: "json") { bytes in
            let request = try CompatibleRequest(ByteBuffer(bytes: bytes), blockedModels: ["blocked"])
            if case .query(let request) = request.action { identify(request) }
        },
        FuzzTarget("query-parameters", upTo: 512) { bytes in
            _ = try QueryParameters(String(decoding: bytes, as: UTF8.self), known: ["tenant", "limit", "é"])
        },
        FuzzTarget("hit-id", upTo: 256) { bytes in
            guard let id = HitID(text: String(decoding: bytes, as: UTF8.self)) else { return }
            demand(HitID(text: id.text) == id, "the text of an id reads back as another")
        },
        FuzzTarget("embeddings-reply", upTo: 4_096, dictionary: "json") { bytes in
            let (choice, body) = split(bytes)
            var service = RemoteEmbedderConfiguration(endpoint: "http://localhost", model: "m", dimensions: 2)
            if choice % 2 == 1 { service.dialect = .textEmbeddingsInference }
            let vectors = try service.vectors(inReply: body, count: 2)
            demand(vectors.count == 2 && vectors.allSatisfy { $0.count == 2 }, "not two vectors of two")
        },
        FuzzTarget("transfer-line", upTo: 4_096, dictionary: "json") { bytes in
            let entry = try TransferLine.decode(JSONValue(parsing: bytes), tenant: "fuzz")
            demand(entry.hitCount >= 0, "an entry was hit less than never")
        },
        FuzzTarget("entry-lines", upTo: 8_192, dictionary: "json") { bytes in
            try withFile(bytes) { path in
                var lines = try EntryLines(path: path, tenant: "fuzz")
                var last = 0
                while let batch = try lines.nextBatch() {
                    demand(!batch.entries.isEmpty || !batch.brokenLines.isEmpty, "an empty batch")
                    last = max(last, lines.position)
                }
                demand(lines.position == bytes.count && last <= bytes.count, "not every byte was read")
            }
        },
    ]

    /// What a lookup does first with a request.
    private static func identify(_ request: CacheRequest) {
        let first = RequestIdentity(request, rules: .readingWords)
        demand(first == RequestIdentity(request, rules: .readingWords), "a request has two identities")
    }
}
