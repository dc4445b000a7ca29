package dev.gitvoy.xds.api;

/** A descriptor set that cannot be used; the message says why, and how to make one that can. */
public final class ApiDescriptorsException extends Exception {
    private static final long serialVersionUID = 1;

    private static final String REMEDY =
            "; make it with \"buf build .. -o FILE\" or \"protoc --include_imports --descriptor_set_out=FILE ..\"";

    ApiDescriptorsException(String what) {
        super(what + REMEDY);
    }
}
