package dev.gitvoy.demo;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Takes the log of this process off the console, where the story is told, into a file, until it is closed. */
final class LogFile implements AutoCloseable {
    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{20} - %msg %kvp%n%ex";

    private final Logger root;
    private final List<Appender<ILoggingEvent>> others;
    private final FileAppender<ILoggingEvent> appender;

    private LogFile(Logger root, List<Appender<ILoggingEvent>> others, FileAppender<ILoggingEvent> appender) {
        this.root = root;
        this.others = others;
        this.appender = appender;
    }

    static LogFile open(Path file) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        var appender = new FileAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setFile(file.toString());
        appender.start();

        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var others = new ArrayList<Appender<ILoggingEvent>>();
        root.iteratorForAppenders().forEachRemaining(others::add);
        others.forEach(root::detachAppender);
        root.addAppender(appender);
        return new LogFile(root, List.copyOf(others), appender);
    }

    @Override
    public void close() {
        root.detachAppender(appender);
        appender.stop();
        others.forEach(root::addAppender);
    }
}
