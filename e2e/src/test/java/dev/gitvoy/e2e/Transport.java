package dev.gitvoy.e2e;

/** How Envoy asks for its configuration on the aggregated stream. */
enum Transport {
    SOTW("GRPC"),
    DELTA("DELTA_GRPC");

    private final String apiType;

    Transport(String apiType) {
        this.apiType = apiType;
    }

    /** The {@code api_type} of Envoy's bootstrap. */
    String apiType() {
        return apiType;
    }
}
