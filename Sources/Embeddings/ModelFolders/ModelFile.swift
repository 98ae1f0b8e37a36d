import CanonicalJSON

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A JSON file of the folder, and errors that name it.
struct ModelFile {
    let path: String
    let mapped: MappedFile
    let json: JSONValue

    init(folder: String, name: String) throws(ModelError) {
        path = folder + "/" + name
        mapped = try MappedFile(path: path)
        json = try parseJSON(mapped.bytes, file: path)
    }

    init?(ifPresent name: String, folder: String) throws(ModelError) {
        guard exists(folder + "/" + name) else { return nil }
        try self.init(folder: folder, name: name)
    }

    func count(_ field: String, ifMissing fallback: Int? = nil, from minimum: Int = 1) throws(ModelError)
        -> Int
    {
        guard let value = json[field], value != .null else {
            if let fallback { return fallback }
            throw invalid("the field `\(field)` is missing")
        }
        guard let number = value.integerValue, number >= minimum, number <= Int32.max else {
            throw invalid("the field `\(field)` is no whole number from \(minimum) on")
        }
        return Int(number)
    }

    func invalid(_ reason: String) -> ModelError { .invalid(file: path, reason: reason) }
    func unsupported(_ reason: String) -> ModelError { .unsupported(file: path, reason: reason) }
}

func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
