import CacheCore
import CanonicalJSON
import Embeddings
import Foundation

/// What one candidate costs the verifier: the prompts of a list are read together two by two, one call after the other, and the
/// processor's time is taken.
struct VerifierBench {
    /// The middle one of all calls, milliseconds of one core: where the candidate's lower layers are still known, and where they
    /// must be computed first.
    let remembered: Double
    let unknown: Double
    let count: Int

    private static let maximumCount = 500

    init(_ prompts: [String], embedder: any Embedder) async throws {
        guard let embedder = embedder as? TextEmbedder, let verifier = embedder.verifier(budget: nil) else {
            throw Failure("There is no verifier for this embedding model.")
        }
        var times: (remembered: [Double], unknown: [Double]) = ([], [])
        for position in stride(from: 1, to: min(prompts.count, 2 * Self.maximumCount), by: 2) {
            let (stored, asked) = (prompts[position - 1], prompts[position])
            // In this order, as a lookup finds them: work in the background leaves no trace in the verifier's memory.
            let candidate = EmbeddedText(
                stored, vector: try await embedder.embedInBackground([stored], for: "bench")[0].vector)
            let prompt = EmbeddedText(asked, vector: try await embedder.embed([asked], for: "bench")[0].vector)
            times.unknown.append(
                try await Self.time { _ = try await verifier.verify(prompt, against: [candidate], for: "bench") })
            times.remembered.append(
                try await Self.time { _ = try await verifier.verify(prompt, against: [candidate], for: "bench") })
        }
        guard !times.unknown.isEmpty else { throw Failure("Two prompts are needed at least.") }
        remembered = Self.median(times.remembered)
        unknown = Self.median(times.unknown)
        count = times.unknown.count
    }

    var text: String {
        "\(rounded(remembered)) ms of one core a candidate (median of \(count)), "
            + "\(rounded(unknown)) ms where its lower layers are not remembered"
    }

    var json: JSONValue {
        var object = JSONObject()
        object["candidates"] = JSONValue(count)
        object["milliseconds"] = JSONValue(remembered)
        object["milliseconds_not_remembered"] = JSONValue(unknown)
        return .object(object)
    }

    private func rounded(_ milliseconds: Double) -> Double { (milliseconds * 100).rounded() / 100 }

    private static func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }

    /// The processor's time that the whole process takes meanwhile, in milliseconds: nothing else goes on in it.
    private static func time(_ work: () async throws -> Void) async throws -> Double {
        let begun = processorMilliseconds()
        try await work()
        return processorMilliseconds() - begun
    }

    private static func processorMilliseconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
    }
}
