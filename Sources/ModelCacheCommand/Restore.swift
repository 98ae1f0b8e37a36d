import ArgumentParser
import CanonicalJSON

/// `modelcache restore`
struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Undo a deletion, within cache.undo_window.",
        discussion: """
            modelcache restore 17 18           these entries
            modelcache restore --deletion 3    all that deletion 3 took
            Exit status: 0 when all are back, 2 when some are not, 1 for a failure.
            """)

    @Argument(help: "Ids of deleted entries.")
    var ids: [Int64] = []

    @Option(help: "The number that 'modelcache remove' has shown.")
    var deletion: Int64?

    @OptionGroup var access: AccessOptions

    func validate() throws {
        guard ids.isEmpty != (deletion == nil) else { throw ValidationError("Give ids or --deletion, not both.") }
    }

    func run() async throws {
        let (restored, missing) = try await access.withCache { cache -> (Int64, Int64) in
            if let deletion {
                let reply = try await cache.restoreDeletion(deletion)
                let count = reply["restored"]?.integerValue ?? 0
                let superseded = reply["superseded"]?.integerValue ?? 0
                if superseded > 0 { Output.remark("\(superseded) have been stored again since and stay deleted.") }
                if count + superseded == 0 { Output.remark("Nothing is left of deletion \(deletion) to restore.") }
                return (count, count == 0 ? max(superseded, 1) : superseded)
            }
            var count: Int64 = 0
            for id in Set(ids).sorted() {
                if try await cache.restoreEntry(id) {
                    count += 1
                } else {
                    Output.remark("There is no deleted entry \(id) that can be restored.")
                }
            }
            return (count, Int64(Set(ids).count) - count)
        }
        if access.json { Output.write(["restored": JSONValue(restored)]) } else { Output.write("\(restored) restored") }
        if missing > 0 { throw ExitCode(2) }
    }
}
