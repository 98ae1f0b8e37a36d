import CanonicalJSON

// The safetensors format: a little-endian 64-bit length n, n bytes of JSON that map each tensor's name to
// `dtype`, `shape` and `data_offsets` (relative to byte 8 + n), then the data. Models above a few gigabytes are
// cut into shards, and `model.safetensors.index.json` says which tensor is in which.
// https://huggingface.co/docs/safetensors
//
// Every offset is checked against the file and against the shape before anything is read through it.

extension TensorTable {
    /// Headers are metadata; a longer one is damage or an attack (the format's own implementation stops here).
    static let maximumHeaderLength = 100_000_000

    /// Reads the header of one file; the data stays in the file.
    init(safetensors path: String) throws(ModelError) {
        try self.init(safetensors: MappedFile(path: path))
    }

    /// - Parameter mapped: the whole file.
    init(safetensors mapped: MappedFile) throws(ModelError) {
        let path = mapped.path
        var reader = ByteReader(mapped.bytes, file: path)
        let headerLength = try reader.read(UInt64.self)
        guard headerLength <= Self.maximumHeaderLength else {
            throw .invalid(file: path, reason: "its header would be \(headerLength) bytes long")
        }
        let header = try parseJSON(reader.readBytes(Int(headerLength)), file: path)
        guard let members = header.objectValue?.members else {
            throw .invalid(file: path, reason: "its header is \(header.kind), not an object")
        }
        self.init(file: path)
        for member in members where member.key != "__metadata__" {
            tensors[member.key] = try Tensor(
                safetensors: member.value, name: member.key, file: mapped, dataStart: reader.offset)
        }
    }

    /// Reads all shards that an index file names; they lie in the index's folder.
    init(safetensorsIndex path: String, folder: String) throws(ModelError) {
        let index = try MappedFile(path: path)
        guard let map = try parseJSON(index.bytes, file: path)["weight_map"]?.objectValue else {
            throw .invalid(file: path, reason: "the field `weight_map` is not an object")
        }
        var shards: [String: TensorTable] = [:]
        self.init(file: path)
        for member in map.members {
            guard let name = member.value.stringValue, !name.isEmpty, !name.utf8.contains(UInt8(ascii: "/"))
            else {
                throw .invalid(
                    file: path, reason: "`weight_map` gives no file name in this folder for `\(member.key)`")
            }
            if shards[name] == nil { shards[name] = try TensorTable(safetensors: folder + "/" + name) }
            guard let shard = shards[name], let tensor = shard.tensors[member.key] else {
                throw .invalid(file: path, reason: "the shard \(name) lacks `\(member.key)`")
            }
            tensors[member.key] = tensor
        }
    }
}

extension Tensor {
    fileprivate init(
        safetensors entry: JSONValue, name: String, file: MappedFile, dataStart: Int
    ) throws(ModelError) {
        func invalid(_ reason: String) -> ModelError {
            .invalid(file: file.path, reason: "the tensor `\(name)` \(reason)")
        }
        guard let type = entry["dtype"]?.stringValue else { throw invalid("has no `dtype`") }
        guard let dimensions = entry["shape"]?.arrayValue, dimensions.count <= 8 else {
            throw invalid("has no `shape` of up to 8 dimensions")
        }
        guard let offsets = entry["data_offsets"]?.arrayValue, offsets.count == 2,
            let begin = offsets[0].integerValue, let end = offsets[1].integerValue
        else { throw invalid("has no `data_offsets` of two numbers") }
        let available = file.bytes.count - dataStart
        guard begin >= 0, begin <= end, end <= available else {
            throw invalid("claims bytes \(begin) to \(end) of \(available)")
        }
        var shape: [Int] = []
        var elements = 1
        for dimension in dimensions {
            guard let size = dimension.integerValue, size >= 0 else { throw invalid("has a size below 0") }
            let (product, overflow) = elements.multipliedReportingOverflow(by: Int(size))
            guard !overflow else { throw invalid("has a shape too large to exist") }
            elements = product
            shape.append(Int(size))
        }
        let (elementType, size): (ElementType, Int) =
            switch type {
            case "F32": (.f32, 4)
            case "F16": (.f16, 2)
            case "BF16": (.bf16, 2)
            default: (.other(type), 0)
            }
        if size > 0 {
            let (byteCount, overflow) = elements.multipliedReportingOverflow(by: size)
            guard !overflow, byteCount == Int(end - begin) else {
                throw invalid("has \(end - begin) bytes, which is not what its shape \(shape) takes")
            }
        }
        self.init(
            elementType: elementType, shape: shape, file: file,
            range: dataStart + Int(begin)..<dataStart + Int(end))
    }
}

/// Reads a JSON file of a model, with the file's name in the error.
func parseJSON(_ bytes: UnsafeRawBufferPointer, file: String) throws(ModelError) -> JSONValue {
    do {
        return try JSONValue(parsing: bytes)
    } catch {
        throw .invalid(file: file, reason: "it is not JSON: \(error)")
    }
}
