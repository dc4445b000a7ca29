package dev.gitvoy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProcFilesTest {
    @Test
    void parseCpuMicros_addsUserAndSystemTime() {
        var stat = "4711 (java) S 4700 4711 4700 0 -1 1077936192 60000 10 0 0 250 31 7 8 20 0 29 0 404452 3133440 356";

        assertThat(ProcFiles.parseCpuMicros(stat)).isEqualTo(2_810_000);
    }

    @Test
    void parseCpuMicros_nameWithSpacesAndParentheses_isPassedOver() {
        var stat = "4711 (a (b) 99 c) S 4700 4711 4700 0 -1 1077936192 60000 10 0 0 1 2 7 8 20 0 29 0 404452\n";

        assertThat(ProcFiles.parseCpuMicros(stat)).isEqualTo(30_000);
    }

    @Test
    void parseMiB_findsTheField() {
        var status = "Name:\tjava\nVmPeak:\t 9999999 kB\nVmHWM:\t  524288 kB\nVmRSS:\t  262144 kB\nThreads:\t29\n";

        assertThat(ProcFiles.parseMiB("VmRSS", status)).isEqualTo(256);
        assertThat(ProcFiles.parseMiB("VmHWM", status)).isEqualTo(512);
    }

    @Test
    void parseMiB_unknownField_isNamed() {
        assertThatThrownBy(() -> ProcFiles.parseMiB("VmRSS", "Name:\tkthreadd\n"))
                .hasMessage("status: no field VmRSS");
    }

    @Test
    void parseBusyMicros_leavesOutIdleAndGuests() {
        var stat = "cpu  100 20 30 5000 600 7 8 9 50 40\ncpu0 1 1 1 1 1 1 1 1 1 1\n";

        assertThat(ProcFiles.parseBusyMicros(stat)).isEqualTo((100 + 20 + 30 + 7 + 8 + 9) * 10_000L);
    }

    @Test
    void thisProcess_hasCpuAndMemory() {
        long pid = ProcessHandle.current().pid();

        assertThat(ProcFiles.cpuMicros(pid)).isPositive();
        assertThat(ProcFiles.rssMiB(pid)).isPositive().isLessThanOrEqualTo(ProcFiles.peakRssMiB(pid));
        assertThat(ProcFiles.busyMicros()).isPositive();
    }
}
