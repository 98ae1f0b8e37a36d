import CanonicalJSON
import Foundation
import Workload

/// Reading and writing JSON, beside Foundation's coders.
struct JSONBenchmark {
    let runCount: Int

    struct Result: Codable, Sendable {
        let size: String
        let byteCount: Int
        /// Nanoseconds for one body: into and out of `JSONValue`, and into and out of a Codable type.
        let decode: Double
        let encode: Double
        let foundationDecode: Double
        let foundationEncode: Double
    }

    func run() -> [Result] {
        SampleChat.Size.allCases.map { size in
            let body = SampleChat(number: 0, size: size).compatibleQuery
            let data = Data(body)
            let value = try! JSONValue(parsing: body)
            let decoder = JSONDecoder()
            let encoder = JSONEncoder()
            let query = try! decoder.decode(Query.self, from: data)
            return Result(
                size: size.rawValue, byteCount: body.count,
                decode: nanoseconds { try! JSONValue(parsing: body) },
                encode: nanoseconds { value.encoded },
                foundationDecode: nanoseconds { try! decoder.decode(Query.self, from: data) },
                foundationEncode: nanoseconds { try! encoder.encode(query) })
        }
    }

    /// The time of one call, the median of several runs.
    private func nanoseconds<Value>(_ body: () -> Value) -> Double {
        let callCount = 20_000
        return median(
            (0..<runCount).map { _ in
                let duration = ContinuousClock().measure {
                    for _ in 0..<callCount { withExtendedLifetime(body()) {} }
                }
                return duration / .nanoseconds(1) / Double(callCount)
            })
    }
}

private struct Query: Codable {
    struct Scope: Codable {
        let model: String
    }

    struct Message: Codable {
        let role: String
        let content: String
    }

    let type: String
    let scope: Scope
    let query: [Message]
}
