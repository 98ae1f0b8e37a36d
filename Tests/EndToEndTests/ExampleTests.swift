import Foundation
import TestSupport
import Testing

@Test("The example of the library does what it shows")
func embeddedCacheExample() async throws {
    let folder = TemporaryFolder()
    let example = ServerProcess.binary.deletingLastPathComponent().appending(path: "EmbeddedCache")
    let result = try await run(example.path, [folder.path])
    #expect(
        result.output == """
            miss (no_entry), asking the model
            exact hit: Open your orders, choose the order and press Cancel.
            1 entry, hit rate 0.5

            """)
    #expect(result.status == 0)
}
