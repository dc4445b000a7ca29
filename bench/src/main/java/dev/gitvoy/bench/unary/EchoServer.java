package dev.gitvoy.bench.unary;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gitvoy.bench.Orders;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;

/** The ceiling: grpc-netty on its event loops; a request is parsed and answered by bytes that the subject once gave. */
final class EchoServer {
    private EchoServer() {}

    /** Arguments: the question, and the answer in hex. */
    public static void main(String[] args) throws IOException {
        var question = Question.valueOf(args[0]);
        var answer = HexFormat.of().parseHex(args[1]);
        var method = RawMethod.of(question);
        var service = ServerServiceDefinition.builder(
                        String.valueOf(MethodDescriptor.extractFullServiceName(question.method())))
                .addMethod(method, ServerCalls.asyncUnaryCall((request, responses) -> {
                    try {
                        var unused = question.parse(request);
                        responses.onNext(answer);
                        responses.onCompleted();
                    } catch (InvalidProtocolBufferException e) {
                        responses.onError(Status.INVALID_ARGUMENT.asRuntimeException());
                    }
                }))
                .build();
        var server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor()
                .addService(service)
                .build()
                .start();
        var orders = new Orders();
        orders.answer("port " + server.getPort());
        while (orders.next().isPresent()) {
            orders.answer("unknown");
        }
        System.exit(0);
    }
}
