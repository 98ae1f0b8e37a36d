import CacheCore
import Configuration

/// Where settings come from: flags over the environment, over the environment's own file, over the file, over
/// the defaults.
struct SettingSources {
    struct Found {
        let text: String
        let source: String
    }

    private struct Layer {
        let provider: any ConfigProvider
        /// Where each key stands, as messages name it.
        let places: [String: String]
    }

    /// The one that overrides the others first.
    private let layers: [Layer]
    /// Names of tenants that have settings of their own, in the order of the files.
    let tenants: [Tenant]

    /// - Parameters:
    ///   - files: the file that overrides first.
    ///   - flags: values by key, each with the flag that gave it.
    init(
        files: [SettingFile], environment: [String: String], flags: [String: (text: String, flag: String)]
    ) throws(ConfigurationError) {
        try Self.checkKeys(of: files)
        try Self.checkVariables(environment)
        try Self.checkFlags(flags)
        layers = [Self.layer(of: flags), Self.layer(of: environment)] + files.map(Self.layer)
        var tenants: [Tenant] = []
        for entry in files.flatMap(\.entries) where entry.path.first == "tenants" && entry.path.count == 3 {
            let tenant = Tenant(entry.path[1])
            if !tenants.contains(tenant) { tenants.append(tenant) }
        }
        self.tenants = tenants
    }

    /// The text of a setting and where it stands, from the source that overrides the others.
    func find(_ path: [String]) -> Found? {
        let key = AbsoluteConfigKey(path)
        let name = path.joined(separator: ".")
        for layer in layers {
            guard let value = try? layer.provider.value(forKey: key, type: .string).value,
                case .string(let text) = value.content
            else { continue }
            return Found(text: text, source: layer.places[name] ?? layer.provider.providerName)
        }
        return nil
    }

    private static func layer(of flags: [String: (text: String, flag: String)]) -> Layer {
        let entries = flags.map { ($0.key.split(separator: ".").map(String.init), $0.value.text) }
        return Layer(
            provider: InMemoryProvider(name: "flags", values: values(entries)),
            places: flags.mapValues(\.flag))
    }

    private static func layer(of environment: [String: String]) -> Layer {
        let prefix = "MODELCACHE_"
        let variables = environment.filter { $0.key.hasPrefix(prefix) }
            .map { (String($0.key.dropFirst(prefix.count)), $0.value) }
        return Layer(
            provider: EnvironmentVariablesProvider(
                environmentVariables: Dictionary(uniqueKeysWithValues: variables)),
            places: Dictionary(uniqueKeysWithValues: Setting.all.map { ($0.key, $0.variable) }))
    }

    private static func layer(of file: SettingFile) -> Layer {
        let entries = file.entries.map { ($0.path, $0.text) }
        let places = file.entries.map { ($0.path.joined(separator: "."), file.place(of: $0)) }
        return Layer(
            provider: InMemoryProvider(name: file.path, values: values(entries)),
            places: Dictionary(places, uniquingKeysWith: { $1 }))
    }

    private static func values(
        _ entries: [(path: [String], text: String)]
    ) -> [AbsoluteConfigKey: ConfigValue] {
        Dictionary(
            entries.map {
                (AbsoluteConfigKey($0.path), ConfigValue(.string($0.text), isSecret: false))
            },
            uniquingKeysWith: { $1 })
    }

    private static func checkKeys(of files: [SettingFile]) throws(ConfigurationError) {
        let known = Setting.all.map(\.key)
        for file in files {
            for entry in file.entries {
                let key = entry.path.joined(separator: ".")
                if entry.path.first == "tenants", entry.path.count == 3 {
                    let names = Setting.ofTenants.map(\.key)
                    guard !names.contains(entry.path[2]) else { continue }
                    throw unknown(entry.path[2], among: names, source: file.place(of: entry), shown: key)
                }
                guard !known.contains(key) else { continue }
                throw unknown(key, among: known, source: file.place(of: entry), shown: key)
            }
        }
    }

    private static func checkVariables(
        _ environment: [String: String]
    ) throws(ConfigurationError) {
        let known = Setting.all.map(\.variable)
        for name in environment.keys.sorted() where name.hasPrefix("MODELCACHE_") {
            guard !known.contains(name), !Setting.otherVariables.contains(name), !Setting.isServiceLink(name)
            else { continue }
            throw unknown(name, among: known, source: "environment", shown: name)
        }
    }

    private static func checkFlags(
        _ flags: [String: (text: String, flag: String)]
    ) throws(ConfigurationError) {
        let known = Setting.all.map(\.key)
        for (key, value) in flags where !known.contains(key) {
            throw unknown(key, among: known, source: value.flag, shown: key)
        }
    }

    private static func unknown(
        _ key: String, among known: [String], source: String, shown: String
    ) -> ConfigurationError {
        let nearest = known.min { editDistance(key, $0) < editDistance(key, $1) }
        let isNear = nearest.map { editDistance(key, $0) <= max(3, key.count / 3) } ?? false
        return .unknownKey(shown, source: source, suggestion: isNear ? nearest : nil)
    }
}
