import ArgumentParser
import CanonicalJSON
import Foundation

/// `modelcache remove`
struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remove entries: by id, of a tenant, or of a user.",
        discussion: """
            modelcache remove 17 18            these entries
            modelcache remove --tenant demo    a tenant with all its entries and its query log
            modelcache remove --user u42       everything kept of a user, in all tenants or in --tenant
            Exit status: 0 when all is removed, 2 when there was no entry of an id, 1 for a failure.
            """)

    @Argument(help: "Ids of entries.")
    var ids: [Int64] = []

    @Option(help: "The tenant to remove or, with --user, to look in.")
    var tenant: String?

    @Option(help: "The user whose entries are removed.")
    var user: String?

    @Flag(help: "Do not ask.")
    var yes = false

    @OptionGroup var access: AccessOptions

    func validate() throws {
        guard !ids.isEmpty || tenant != nil || user != nil else {
            throw ValidationError("Give ids, --tenant or --user.")
        }
        guard ids.isEmpty || (tenant == nil && user == nil) else {
            throw ValidationError("Give ids or --tenant and --user, not both.")
        }
    }

    func run() async throws {
        try confirm()
        let removed = try await access.withCache { cache -> Int64 in
            if let user { return try await cache.removeUser(user, tenant: tenant) }
            if let tenant { return try await cache.removeTenant(tenant) }
            var count: Int64 = 0
            for id in Set(ids).sorted() {
                if try await cache.removeEntry(id) {
                    count += 1
                } else {
                    Output.remark("There is no entry \(id).")
                }
            }
            return count
        }
        if access.json {
            Output.write(["deleted": JSONValue(removed)])
        } else {
            Output.write("\(removed) removed")
        }
        if removed < Set(ids).count {
            throw ExitCode(2)
        }
    }

    /// Asks before more than single entries go, where somebody can answer.
    private func confirm() throws {
        guard ids.isEmpty, !yes, isatty(STDIN_FILENO) == 1 else { return }
        let what = user.map { "user \($0)" + (tenant.map { " in \($0)" } ?? "") } ?? "tenant \(tenant ?? "")"
        FileHandle.standardError.write(Data("Remove everything of \(what)? [y/N] ".utf8))
        guard readLine()?.lowercased().hasPrefix("y") ?? false else {
            throw Failure("Nothing was removed.")
        }
    }
}
