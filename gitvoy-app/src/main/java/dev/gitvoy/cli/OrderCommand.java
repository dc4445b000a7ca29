package dev.gitvoy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.gitvoy.client.GitvoyStatus.OrdersInForce;
import dev.gitvoy.client.HttpJson;
import dev.gitvoy.guard.Printable;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that gives an order to a running Gitvoy and tells the answer. */
@SuppressWarnings("NullAway.Init")
abstract class OrderCommand implements Callable<Integer> {
    private static final int LONGEST_MESSAGE = 1000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private AdminOption admin;

    @Mixin
    private TokenOption token;

    /** Returns the exit code. */
    int give(String order, Map<String, String> body) {
        try {
            var actor = Printable.of(System.getProperty("user.name", ""), 100);
            var answer = admin.api().order(order, body, token.read(), asciiOnly(actor));
            if (answer.ok()) {
                var out = spec.commandLine().getOut();
                out.println(StatusView.orders(OrdersInForce.of(answer.json())));
                out.flush();
                return ExitCode.OK;
            }
            complain(message(answer));
            return switch (answer.status()) {
                case 409, 500, 504 -> 1;
                default -> ExitCode.USAGE;
            };
        } catch (IOException e) {
            complain(admin.unreachable(e));
            return ExitCode.USAGE;
        }
    }

    /** What a header may hold. */
    private static String asciiOnly(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    private void complain(String message) {
        var err = spec.commandLine().getErr();
        err.println("gitvoy: " + message);
        err.flush();
    }

    private static String message(HttpJson.Answer answer) throws IOException {
        var text = answer.body();
        try {
            text = answer.json().path("error").asText(text);
        } catch (JsonProcessingException e) {
            // Somebody else answered: its own words, then.
        }
        return Printable.of(text.strip(), LONGEST_MESSAGE) + " (status " + answer.status() + ")";
    }
}
