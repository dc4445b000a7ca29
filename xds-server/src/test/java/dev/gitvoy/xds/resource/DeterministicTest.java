package dev.gitvoy.xds.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import org.junit.jupiter.api.Test;

class DeterministicTest {
    @Test
    void bytes_sameEntriesInAnotherOrder_areEqual() throws Exception {
        var forwards = Struct.newBuilder();
        var backwards = Struct.newBuilder();
        for (int i = 0; i < 100; i++) {
            forwards.putFields("k" + i, Value.newBuilder().setNumberValue(i).build());
            backwards.putFields(
                    "k" + (99 - i), Value.newBuilder().setNumberValue(99 - i).build());
        }

        assertThat(Deterministic.bytes(forwards.build())).isEqualTo(Deterministic.bytes(backwards.build()));
        assertThat(forwards.build().toByteString())
                .as("the usual bytes depend on the order, or this test shows nothing")
                .isNotEqualTo(backwards.build().toByteString());
        assertThat(Struct.parseFrom(Deterministic.bytes(forwards.build()))).isEqualTo(forwards.build());
    }
}
