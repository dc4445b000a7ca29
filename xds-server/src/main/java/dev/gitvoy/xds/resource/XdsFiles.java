package dev.gitvoy.xds.resource;

import dev.gitvoy.gitsync.cache.CacheKey;
import dev.gitvoy.gitsync.cache.CompileCache;
import dev.gitvoy.gitsync.sops.SopsFiles;
import dev.gitvoy.gitsync.source.SourceFile;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Compiles files: those anew that the cache does not know, and many of them on all cores. */
final class XdsFiles {
    /** Fewer are not worth to be spread over cores. */
    private static final int MANY = 32;

    private final XdsFileCompiler compiler;
    private final KeptFiles kept;
    private final CompileCache cache;

    XdsFiles(XdsFileCompiler compiler, ResourceTypes types, CompileCache cache) {
        this.compiler = compiler;
        this.kept = new KeptFiles(types);
        this.cache = cache;
    }

    OptionalInt knownSize(String path, String contentId) {
        return cache.sourceBytes(new CacheKey(path, contentId));
    }

    /** By path, in the order of the files; nothing for a file that is not for Envoy. */
    Map<String, Optional<XdsArtifact.CompiledFile>> compile(Collection<SourceFile> files) {
        var stream = files.size() < MANY ? files.stream() : files.parallelStream();
        var compiled = stream.map(file -> Map.entry(file.path(), compile(file))).toList();
        var byPath = new LinkedHashMap<String, Optional<XdsArtifact.CompiledFile>>();
        compiled.forEach(file -> byPath.put(file.getKey(), file.getValue()));
        return byPath;
    }

    private Optional<XdsArtifact.CompiledFile> compile(SourceFile file) {
        var key = new CacheKey(file.path(), file.contentId());
        var known = cache.find(key).flatMap(bytes -> kept.read(file.path(), bytes));
        if (known.isPresent()) {
            return known.map(each -> each.keptAs(key));
        }
        var compiled = compiler.compile(file);
        // What is encrypted must not be on the disk in the clear; and what it compiles to depends on the keys.
        var bytes = SopsFiles.isEncrypted(file.path())
                ? Optional.<byte[]>empty()
                : compiled.flatMap(each -> kept.write(file.path(), each));
        bytes.ifPresent(each -> cache.put(key, file.bytes().length, each));
        return bytes.isPresent() ? compiled.map(each -> each.keptAs(key)) : compiled;
    }

    /** Lets the cache forget what is of no use to those who have these files. */
    void trimTo(Collection<XdsArtifact.CompiledFile> files) {
        if (cache.isWorthTrimming(files.size())) {
            List<CacheKey> needed = files.stream()
                    .map(XdsArtifact.CompiledFile::key)
                    .flatMap(Stream::ofNullable)
                    .toList();
            cache.trim(needed);
        }
    }
}
