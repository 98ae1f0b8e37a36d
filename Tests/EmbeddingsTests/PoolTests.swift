import CacheCore
import Dispatch
import Foundation
import Synchronization
import Testing

@testable import Embeddings

@Suite("The threads that encode")
struct WorkerPoolTests {
    /// Work in steps that can be held up, and that notes when each step is done.
    private struct Steps: SteppedWork {
        let name: String
        var left: Int
        let log: Log

        mutating func step() -> Bool {
            log.gate.wait()
            log.gate.signal()
            log.add(name)
            left -= 1
            return left > 0
        }
    }

    private final class Log: Sendable {
        private let names = Mutex<[String]>([])
        let gate = DispatchSemaphore(value: 0)

        func add(_ name: String) { names.withLock { $0.append(name) } }

        func wait(for count: Int) async -> [String] {
            while names.withLock({ $0.count }) < count { try? await Task.sleep(for: .milliseconds(1)) }
            return names.withLock { $0 }
        }
    }

    @Test("lets short work through between the steps of long work")
    func interleaves() async {
        let log = Log()
        let pool = WorkerPool<Steps>(threadCount: 1, limits: .init())
        // The first step waits at the gate until everything is queued.
        let isTaken = pool.submit(
            Steps(name: "import", left: 3, log: log), tenant: "a", length: .long, byteCount: 1)
        #expect(isTaken)
        try? await Task.sleep(for: .milliseconds(50))
        for number in 0..<2 {
            _ = pool.submit(
                Steps(name: "lookup \(number)", left: 1, log: log), tenant: "b", length: .short, byteCount: 1)
        }
        log.gate.signal()
        #expect(await log.wait(for: 5) == ["import", "lookup 0", "lookup 1", "import", "import"])
        while pool.depth > 0 { try? await Task.sleep(for: .milliseconds(1)) }
    }

    @Test("refuses at once when too much waits, and takes work again when it is done")
    func refuses() async {
        let log = Log()
        let pool = WorkerPool<Steps>(threadCount: 1, limits: .init(count: 3, bytes: 100, tenantBytes: 100))
        func submit(_ bytes: Int) -> Bool {
            pool.submit(Steps(name: "", left: 1, log: log), tenant: "a", length: .short, byteCount: bytes)
        }
        let admitted = [submit(60), submit(60), submit(30), submit(5), submit(1)]
        #expect(admitted == [true, false, true, true, false])
        log.gate.signal()
        _ = await log.wait(for: 3)
        while pool.depth > 0 { try? await Task.sleep(for: .milliseconds(1)) }
        // A single piece of work is taken whatever its size.
        #expect(submit(1_000))
        _ = await log.wait(for: 4)
    }

    @Test("one tenant's long texts leave room for the others'")
    func sharesBytes() async {
        let log = Log()
        let pool = WorkerPool<Steps>(threadCount: 1, limits: .init(count: 100, bytes: 100, tenantBytes: 25))
        func submit(_ bytes: Int, of tenant: Tenant) -> Bool {
            pool.submit(Steps(name: "", left: 1, log: log), tenant: tenant, length: .long, byteCount: bytes)
        }
        let greedy = (0..<10).map { _ in submit(10, of: "greedy") }
        #expect(greedy == [true, true] + Array(repeating: false, count: 8))
        let modest = [submit(10, of: "modest"), submit(60, of: "large")]
        #expect(modest == [true, true])
        log.gate.signal()
        while pool.depth > 0 { try? await Task.sleep(for: .milliseconds(1)) }
        #expect(submit(25, of: "greedy"))
        while pool.depth > 0 { try? await Task.sleep(for: .milliseconds(1)) }
    }
}

@Suite("The embedder inside the process")
struct TextEmbedderTests {
    /// Each character is a token; an uppercase one is unknown.
    private struct LetterTokenizer: Tokenizer {
        let vocabularySize = 50
        let specialTokens = Embeddings.SpecialTokens(begin: 1, end: 2, padding: 0, unknown: 3)

        func encode(_ text: String) -> TokenizedText {
            let ids = text.unicodeScalars.map { $0.properties.isUppercase ? 3 : Int32($0.value % 40) + 10 }
            return TokenizedText(ids: ids, unknownCount: ids.count { $0 == 3 })
        }
    }

    private func encoder(prompt: String = "") throws -> TextEncoder {
        let tiny = try TinyModel()
        let path = tiny.folder + "/packed"
        try PackedModel.write(try ModelSource.open(path: tiny.folder), precision: .int8, to: path)
        return try TextEncoder(
            tokenizer: LetterTokenizer(), model: PackedModel(path: path), prompt: prompt)
    }

    @Test("gives what the encoder gives, in order, also from memory")
    func equalsEncoder() async throws {
        let encoder = try encoder()
        let embedder = TextEmbedder(encoder)
        let texts = ["one", "", "Two", "a text that is longer than a window of the model", "one"]
        let expected = try encoder.embed(texts)
        for _ in 1...2 {
            let embeddings = try await embedder.embed(texts, for: "t")
            #expect(embeddings == expected)
        }
        #expect(expected[1].unknownShare == 1)
        #expect(expected[2].unknownShare > 0.3)
        #expect(expected[0].vector.count == embedder.dimensions)
        #expect(abs(expected[0].vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
    }

    @Test("puts the prompt before each text, and its name into the fingerprint")
    func prompt() throws {
        let plain = try encoder()
        let prompted = try encoder(prompt: "query: ")
        #expect(try prompted.embed(["x"])[0].vector == plain.embed(["query: x"])[0].vector)
        #expect(try prompted.embed([""])[0].unknownShare == 1)
        #expect(prompted.fingerprint != plain.fingerprint)
    }

    @Test("serves many callers at once")
    func concurrent() async throws {
        let encoder = try encoder()
        var options = TextEmbedder.Options()
        options.threadCount = 3
        options.memory = 2_000
        let embedder = TextEmbedder(encoder, options: options)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<20 {
                group.addTask {
                    for number in 0..<20 {
                        let text = String(repeating: "ab\(worker) \(number) ", count: 1 + number % 5 * 40)
                        let embedding = try await embedder.embed([text], for: Tenant("t\(worker % 4)"))[0]
                        #expect(try embedding == encoder.embed([text])[0])
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(embedder.queueDepth == 0)
    }

    @Test("refuses as busy when its queue is full")
    func busy() async throws {
        var options = TextEmbedder.Options()
        options.threadCount = 1
        options.maximumWaiting = 2
        let embedder = TextEmbedder(try encoder(), options: options)
        let long = String(repeating: "a", count: 200_000)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<8 {
                group.addTask { (try? await embedder.embed(["\(number)" + long], for: "t")) != nil }
            }
            return await group.reduce(into: [Bool: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(outcomes[true, default: 0] >= 2)
        #expect(outcomes[false, default: 0] >= 1)
        #expect(try await embedder.embed(["x"], for: "t").count == 1)
    }

    @Test("stops soon when its caller is cancelled, and takes the next text")
    func cancelled() async throws {
        var options = TextEmbedder.Options()
        options.threadCount = 1
        let encoder = try encoder()
        let embedder = TextEmbedder(encoder, options: options)
        // So much that it is not done before a busy machine comes to cancel it.
        let long = (0..<20).map { "\($0)" + String(repeating: "a", count: 1_000_000) }
        let task = Task { () throws(EmbedderError) in try await embedder.embed(long, for: "t") }
        while embedder.queueDepth == 0 { await Task.yield() }
        task.cancel()
        await #expect(throws: EmbedderError.failed("cancelled")) { try await task.value }
        // The thread finishes its step, and until then what was cancelled counts against the tenant's share.
        while embedder.queueDepth > 0 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await embedder.embed(["x"], for: "t") == encoder.embed(["x"]))
    }

    @Test("refuses a tokenizer with more tokens than the model has")
    func mismatch() throws {
        struct Large: Tokenizer {
            let vocabularySize = 51
            let specialTokens = Embeddings.SpecialTokens(begin: 1, end: 2, padding: 0, unknown: 3)
            func encode(_ text: String) -> TokenizedText { TokenizedText() }
        }
        let model = try encoder().encoder.encoder
        #expect(throws: ModelError.self) {
            try TextEncoder(tokenizer: Large(), encoder: model, prompt: "", longTexts: .truncate)
        }
    }
}
