import ArgumentParser
import CanonicalJSON
import Foundation

/// `modelcache remove`
struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remove entries: by id, tag, source, prompt or time; of a tenant, or of a user.",
        discussion: """
            modelcache remove 17 18                            these entries
            modelcache remove --tag lang:en --tenant demo      entries with a tag; several --tag: with all of them
            modelcache remove --source 42                      entries tagged doc:42
            modelcache remove --created-before 2026-01-31T00:00:00Z --dry-run
            modelcache remove --tenant demo                    a tenant with all its entries and its query log, for good
            modelcache remove --user u42                       everything kept of a user, for good, in all tenants or in --tenant
            Entries can be restored within cache.undo_window ('modelcache restore'), unless --purge is given.
            Exit status: 0 when all is removed, 2 when there was no entry of an id, 1 for a failure.
            """)

    @Argument(help: "Ids of entries.")
    var ids: [Int64] = []

    @Option(help: "The tenant to remove or, with another condition, to look in.")
    var tenant: String?

    @Option(help: "The user whose entries are removed.")
    var user: String?

    @Option(name: .customLong("tag"), help: "A tag that the entries carry; may be repeated.")
    var tags: [String] = []

    @Option(help: "The source document: entries tagged doc:SOURCE.")
    var source: String?

    @Option(help: "The exact text of the prompt.")
    var prompt: String?

    @Option(help: "Entries made at this time or later, as 2026-01-31T09:30:00Z.")
    var createdFrom: String?

    @Option(help: "Entries made before this time.")
    var createdBefore: String?

    @Flag(help: "Only say how many entries it would be.")
    var dryRun = false

    @Flag(help: "Remove them at once, for good.")
    var purge = false

    @Flag(help: "Do not ask.")
    var yes = false

    @OptionGroup var access: AccessOptions

    private var hasConditions: Bool {
        !tags.isEmpty || source != nil || prompt != nil || createdFrom != nil || createdBefore != nil
    }

    func validate() throws {
        guard !ids.isEmpty || tenant != nil || user != nil || hasConditions else {
            throw ValidationError("Give ids, --tenant, --user, --tag, --source, --prompt or a time.")
        }
        guard user == nil || (ids.isEmpty && !hasConditions && !dryRun) else {
            throw ValidationError("--user goes with --tenant alone.")
        }
        guard ids.isEmpty || (tenant == nil && !hasConditions) else {
            throw ValidationError("Give ids or conditions, not both.")
        }
    }

    func run() async throws {
        if !dryRun { try confirm() }
        let reply = try await access.withCache { cache -> JSONValue in
            if let user { return ["deleted": JSONValue(try await cache.removeUser(user, tenant: tenant))] }
            if let tenant, !hasConditions, !dryRun {
                return ["deleted": JSONValue(try await cache.removeTenant(tenant))]
            }
            return ids.isEmpty ? try await cache.removeEntries(body) : try await removeIDs(from: cache)
        }
        let count = reply[dryRun ? "matching" : "deleted"]?.integerValue ?? 0
        if access.json {
            Output.write(reply)
        } else {
            Output.write(dryRun ? "\(count) would be removed" : "\(count) removed")
            if let deletion = reply["deletion_id"]?.integerValue {
                Output.remark("Undo with: modelcache restore --deletion \(deletion)")
            }
        }
        if count < Set(ids).count { throw ExitCode(2) }
    }

    /// One after the other, so that those can be named that are not there.
    private func removeIDs(from cache: any CacheAccess) async throws -> JSONValue {
        var removed: Int64 = 0
        for id in Set(ids).sorted() {
            var body = JSONObject([JSONObject.Member(key: "ids", value: [JSONValue(id)])])
            if purge { body["purge"] = true }
            if dryRun { body["dry_run"] = true }
            let reply = try await cache.removeEntries(.object(body))
            let count = reply[dryRun ? "matching" : "deleted"]?.integerValue ?? 0
            if count == 0 { Output.remark("There is no entry \(id).") }
            removed += count
        }
        return [dryRun ? "matching" : "deleted": JSONValue(removed)]
    }

    /// The conditions as `POST /api/v1/entries/delete` takes them.
    private var body: JSONValue {
        var body = JSONObject()
        body["tenant"] = tenant.map(JSONValue.string)
        if !tags.isEmpty { body["tags"] = .array(tags.map { .string($0) }) }
        body["source"] = source.map(JSONValue.string)
        body["prompt"] = prompt.map(JSONValue.string)
        body["created_from"] = createdFrom.map(JSONValue.string)
        body["created_before"] = createdBefore.map(JSONValue.string)
        if purge { body["purge"] = true }
        if dryRun { body["dry_run"] = true }
        return .object(body)
    }

    /// Asks before more than single entries go for good, where somebody can answer.
    private func confirm() throws {
        guard ids.isEmpty, !hasConditions || purge, !yes, isatty(STDIN_FILENO) == 1 else { return }
        let owner = user.map { "user \($0)" + (tenant.map { " in \($0)" } ?? "") } ?? "tenant \(tenant ?? "")"
        let what = hasConditions ? "what matches" : "everything of \(owner)"
        FileHandle.standardError.write(Data("Remove \(what) for good? [y/N] ".utf8))
        guard readLine()?.lowercased().hasPrefix("y") ?? false else {
            throw Failure("Nothing was removed.")
        }
    }
}
