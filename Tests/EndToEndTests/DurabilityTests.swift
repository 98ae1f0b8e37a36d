import CanonicalJSON
import Foundation
import ModelCache
import Synchronization
import TestSupport
import Testing

@Suite("A server that is killed or stopped", .serialized)
struct DurabilityTests {
    /// Prompts whose insert was acknowledged.
    private final class Acknowledged: Sendable {
        private let prompts = Mutex<[String]>([])

        var all: [String] { prompts.withLock { $0 } }
        var count: Int { prompts.withLock { $0.count } }

        func add(_ prompt: String) { prompts.withLock { $0.append(prompt) } }
    }

    @Test("has every acknowledged insert after SIGKILL")
    func killed() async throws {
        let folder = TemporaryFolder()
        let acknowledged = Acknowledged()
        for round in 1...4 {
            let server = try await ServerProcess(data: folder.path)
            await withTaskGroup(of: Void.self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        var number = 0
                        while true {
                            let prompt = "\(round) \(worker) \(number)"
                            // The kill ends the loop: a request without an answer is not acknowledged.
                            guard (try? await server.insert(prompt, answer: "to " + prompt)) != nil else { return }
                            acknowledged.add(prompt)
                            number += 1
                        }
                    }
                }
                while acknowledged.count < round * 250 {
                    try? await Task.sleep(for: .milliseconds(1))
                }
                await server.kill()
            }
        }
        #expect(acknowledged.count >= 1_000)
        let server = try await ServerProcess(data: folder.path)
        var lost: [String] = []
        for prompt in acknowledged.all where try await server.answer(to: prompt) != "to " + prompt {
            lost.append(prompt)
        }
        #expect(lost.isEmpty)
        server.terminate()
        #expect(await server.exitStatus() == 0)
    }

    @Test("finishes requests in flight at SIGTERM, writes its log, and ends with 0")
    func terminated() async throws {
        let folder = TemporaryFolder()
        let server = try await ServerProcess(data: folder.path)
        let acknowledged = Acknowledged()
        let lookups = Acknowledged()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<16 {
                group.addTask {
                    for number in 0... {
                        let prompt = "\(worker) \(number)"
                        do {
                            try await server.insert(prompt, answer: "x")
                            acknowledged.add(prompt)
                            #expect(try await server.answer(to: prompt) == "x")
                            lookups.add(prompt)
                        } catch is ServerProcess.Failure {
                            Issue.record("an unfinished answer")
                        } catch {
                            // The port is closed, or the connection ends between two requests.
                            return
                        }
                    }
                }
            }
            try await Task.sleep(for: .milliseconds(700))
            server.terminate()
            try await group.waitForAll()
        }
        #expect(await server.exitStatus() == 0)
        let cache = try await SemanticCache.open(at: folder.path)
        #expect(acknowledged.count > 50)
        for prompt in acknowledged.all {
            let request = CacheRequest(tenant: "t", messages: [], match: prompt)
            guard case .hit = await cache.lookup(request) else {
                Issue.record("lost \(prompt)")
                continue
            }
        }
        await cache.close()
        let log = try await SemanticCache.open(at: folder.path)
        let rows = try await log.queryLog(limit: 100_000)
        // Each lookup that was answered, by the server and by the check above, has its row.
        #expect(rows.count >= lookups.count + acknowledged.count)
        await log.close()
    }

    @Test("refuses a folder that another server holds, and names it")
    func secondServer() async throws {
        let folder = TemporaryFolder()
        let server = try await ServerProcess(data: folder.path)
        let second = try await run(
            ServerProcess.binary.path, ["serve", "--port", "0", "--data", folder.path])
        #expect(second.status != 0)
        #expect(second.errors.contains("is in use by modelcache serve on 127.0.0.1:0, process"))
        #expect(try await server.answer(to: "x") == nil)
        server.terminate()
        _ = await server.exitStatus()
    }

    @Test("says why it cannot listen")
    func portInUse() async throws {
        let first = TemporaryFolder()
        let second = TemporaryFolder()
        let server = try await ServerProcess(data: first.path)
        let other = try await run(
            ServerProcess.binary.path, ["serve", "--port", "\(server.port)", "--data", second.path])
        #expect(other.status != 0)
        #expect(other.errors.contains("127.0.0.1:\(server.port)"))
        server.terminate()
        _ = await server.exitStatus()
    }
}
