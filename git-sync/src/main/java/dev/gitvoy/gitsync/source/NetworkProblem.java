package dev.gitvoy.gitsync.source;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** What went wrong on the network, in words for people who do not know the JDK's. */
final class NetworkProblem {
    private NetworkProblem() {}

    static ForgeException of(Throwable problem, String host) {
        var causes = causes(problem);
        for (var cause : causes) {
            if (cause instanceof ForgeException known) {
                return known;
            }
        }
        for (var cause : causes) {
            if (cause instanceof SSLException tls) {
                return tls(tls, causes, host);
            }
        }
        return new ForgeException(SourceFailure.UNREACHABLE, "cannot be reached: " + words(causes, host), problem);
    }

    private static String words(List<Throwable> causes, String host) {
        for (var cause : causes) {
            if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
                return "the host " + host + " is not known; check the name, and this machine's DNS";
            }
            if (cause instanceof SocketTimeoutException) {
                return "no answer from " + host + " in time";
            }
            if (cause instanceof ConnectException) {
                return "nothing answers at " + host + " (" + cause.getMessage() + ")";
            }
            if (cause instanceof NoRouteToHostException) {
                return "there is no way to " + host + " (" + cause.getMessage() + ")";
            }
            if (cause instanceof EOFException) {
                return "the connection ended early";
            }
        }
        var last = causes.get(causes.size() - 1);
        return last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
    }

    private static ForgeException tls(SSLException problem, List<Throwable> causes, String host) {
        var text = String.valueOf(problem.getMessage());
        var alert = text.toLowerCase(Locale.ROOT);
        if (alert.contains("received fatal alert") && alert.contains("certificate")) {
            return untrusted(
                    host + " does not accept the client certificate, or wants one (" + text + "); check "
                            + CredentialFile.CLIENT_CERT.option() + " and " + CredentialFile.CLIENT_KEY.option(),
                    problem);
        }
        for (var cause : causes) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return untrusted(
                        "the certificate of " + host + " is not valid now (" + cause.getMessage() + ")", problem);
            }
        }
        if (causes.stream().anyMatch(cause -> String.valueOf(cause.getMessage()).contains("No subject alternative"))
                || text.contains("No name matching")) {
            return untrusted("the certificate is not for " + host, problem);
        }
        if (text.contains("PKIX") || text.contains("trustAnchors")) {
            return untrusted(
                    "the certificate of " + host + " is signed by nobody who is trusted; if the authority is your own,"
                            + " give its certificate with " + CredentialFile.CA.option(),
                    problem);
        }
        return untrusted("TLS with " + host + " failed (" + text + ")", problem);
    }

    private static ForgeException untrusted(String message, Throwable cause) {
        return new ForgeException(SourceFailure.UNREACHABLE, "cannot be reached: " + message, cause);
    }

    /** From the outermost to the first, each once. */
    static List<Throwable> causes(Throwable problem) {
        var causes = new ArrayList<Throwable>();
        for (Throwable cause = problem; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }
}
