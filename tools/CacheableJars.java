// SPDX-License-Identifier: Apache-2.0

import static java.lang.classfile.ClassTransform.transformingMethodBodies;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// Makes libraries fit for the JVM's ahead-of-time cache (JEP 483), which passes over classes compiled for
/// Java 5 or older, all of picocli's among them, and over signed jars, Bouncy Castle's. The former are written anew
/// in the form of Java 8, with the stack maps that it asks for; of the latter the signatures are left out.
/// Maven has checked what it fetched. Usage: `java CacheableJars.java JAR...`
final class CacheableJars {

    private static final int JAVA_6 = 50;

    private CacheableJars() {}

    /// Rewrites those of these jars that need it.
    public static void main(String[] arguments) throws IOException {
        for (String jar : arguments) {
            if (isToBeRewritten(Path.of(jar))) {
                rewrite(Path.of(jar));
            }
        }
    }

    private static boolean isToBeRewritten(Path jar) throws IOException {
        try (JarFile from = new JarFile(jar.toFile())) {
            for (JarEntry entry : from.stream().toList()) {
                if (isSignature(entry) || (isClass(entry) && isOld(from, entry))) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean isSignature(JarEntry entry) {
        return entry.getName().matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
    }

    private static boolean isClass(JarEntry entry) {
        return entry.getName().endsWith(".class");
    }

    /// The version stands in the seventh and eighth byte.
    private static boolean isOld(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] head = in.readNBytes(8);
            return ((head[6] & 0xff) << 8 | head[7] & 0xff) < JAVA_6;
        }
    }

    private static void rewrite(Path jar) throws IOException {
        Path made = jar.resolveSibling(jar.getFileName() + ".new");
        try (JarFile from = new JarFile(jar.toFile());
                URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
                OutputStream out = Files.newOutputStream(made);
                JarOutputStream to = new JarOutputStream(out)) {
            for (JarEntry entry : from.stream().toList()) {
                if (!isSignature(entry)) {
                    JarEntry same = new JarEntry(entry.getName());
                    same.setTimeLocal(entry.getTimeLocal()); // or no two builds would make the same jar
                    to.putNextEntry(same);
                    to.write(content(from, entry, loader));
                    to.closeEntry();
                }
            }
        }
        Files.move(made, jar, StandardCopyOption.ATOMIC_MOVE);
        System.out.println("Made fit for the cache: " + jar.getFileName());
    }

    private static byte[] content(JarFile jar, JarEntry entry, ClassLoader loader) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            if (isClass(entry) && isOld(jar, entry)) {
                return ofJava8(in.readAllBytes(), loader);
            }
            return entry.getName().equals(JarFile.MANIFEST_NAME) ? withoutDigests(in) : in.readAllBytes();
        }
    }

    private static byte[] ofJava8(byte[] old, ClassLoader loader) {
        ClassFile format = ClassFile.of(
                StackMapsOption.GENERATE_STACK_MAPS,
                ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)));
        ClassModel model = format.parse(old);
        ClassTransform newer = (builder, element) -> builder.with(
                element instanceof ClassFileVersion ? ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0) : element);
        byte[] made = format.transformClass(model, newer.andThen(transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
        List<VerifyError> faults = format.verify(made);
        if (!faults.isEmpty()) {
            throw faults.getFirst();
        }
        return made;
    }

    /// A manifest's entries are what the signatures were of.
    private static byte[] withoutDigests(InputStream in) throws IOException {
        Manifest manifest = new Manifest(in);
        manifest.getEntries().clear();
        var out = new java.io.ByteArrayOutputStream();
        manifest.write(out);
        return out.toByteArray();
    }
}
