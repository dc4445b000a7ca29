package dev.gitvoy.bench.fanout;

import dev.gitvoy.bench.BenchException;
import dev.gitvoy.bench.ServerProcess;
import dev.gitvoy.bench.TemporaryFolder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** The servers of a run, with the fleets' event loop; closes all that it has started. Used by one thread. */
final class Arena implements AutoCloseable {
    private final EventLoopGroup eventLoop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final TemporaryFolder folder;
    /** The newest first. */
    private final Deque<ServerProcess> servers = new ArrayDeque<>();

    private Arena(TemporaryFolder folder) {
        this.folder = folder;
    }

    static Arena open() throws BenchException {
        return new Arena(TemporaryFolder.create());
    }

    /** Gitvoy, with a configuration of its own. */
    Contender gitvoy(int services) throws BenchException, InterruptedException {
        return start(XdsFanoutServer.class, gitvoyFolder(servers.size()).toString(), Integer.toString(services));
    }

    /** Where the configuration of the server is that was started as this one, counted from 0. */
    Path gitvoyFolder(int number) {
        return folder.path().resolve("server-" + number);
    }

    /** A raw push of the same. */
    Contender rawPush(int services, Protocol protocol) throws BenchException, InterruptedException {
        return start(RawPushServer.class, "-", Integer.toString(services), protocol.word());
    }

    Contender rawReconnect(boolean answers) throws BenchException, InterruptedException {
        return start(RawReconnectServer.class, Boolean.toString(answers));
    }

    private Contender start(Class<?> main, String... args) throws BenchException, InterruptedException {
        var server = ServerProcess.start(main, args);
        servers.push(server);
        return Contender.over(server, eventLoop);
    }

    @Override
    public void close() {
        servers.forEach(ServerProcess::close);
        folder.close();
        var unused = eventLoop.shutdownGracefully();
    }
}
