package dev.gitvoy.gitsync.source;

import java.io.IOException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.http.server.GitServlet;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The same, from a forge that speaks Git's smart HTTP protocol. */
class GitHttpSourceTest extends GitBranchSourceTest {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @BeforeEach
    void startForge() throws Exception {
        var servlet = new GitServlet();
        servlet.setRepositoryResolver((request, name) -> {
            try {
                return new FileRepositoryBuilder()
                        .setMustExist(true)
                        .setGitDir(repository().resolve(".git").toFile())
                        .build();
            } catch (IOException e) {
                throw new RepositoryNotFoundException(name, e);
            }
        });
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        var context = new ServletContextHandler();
        context.addServlet(new ServletHolder(servlet), "/git/*");
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stopForge() throws Exception {
        server.stop();
    }

    @Override
    String address() {
        return "http://127.0.0.1:" + connector.getLocalPort() + "/git/config.git";
    }
}
