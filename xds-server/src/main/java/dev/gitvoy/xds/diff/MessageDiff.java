package dev.gitvoy.xds.diff;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import dev.gitvoy.gitsync.change.Detail;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What differs between two messages of a type, field by field, by the paths of the protos. Collects details. */
final class MessageDiff {
    private final MessageText text;
    private final List<Detail> details = new ArrayList<>();

    MessageDiff(MessageText text) {
        this.text = text;
    }

    List<Detail> details() {
        return details;
    }

    void add(Detail detail) {
        details.add(detail);
    }

    /** @param path of the message itself; empty for a resource, with a space at the end when it is a name and no field */
    void messages(String path, Message before, Message after) {
        messages(path, before, after, false);
    }

    /** The same where everything is secret. */
    void secrets(Message before, Message after) {
        messages("", before, after, true);
    }

    private void messages(String path, Message before, Message after, boolean masked) {
        if (before.equals(after)) {
            return;
        }
        int known = details.size();
        if (MessageText.isValue(before)) {
            changed(path, text.of(before, masked), text.of(after, masked), before, after);
        } else if (MessageText.isAny(before)) {
            any(path, before, after, masked);
        } else if (!masked && before instanceof Struct left && after instanceof Struct right) {
            structs(path, left, right);
        } else {
            fields(path, before, after, masked);
            if (details.size() == known) {
                // Fields that this API does not know.
                changed(
                        path.isEmpty() ? "content" : path,
                        MessageText.digest(before),
                        MessageText.digest(after),
                        "",
                        "");
            }
        }
    }

    private void fields(String path, Message before, Message after, boolean masked) {
        if (before.getDescriptorForType().getFullName().equals(EndpointsDiff.LOAD_ASSIGNMENT) && !path.isEmpty()) {
            new EndpointsDiff(this, "endpoint ").compare(before, after, path);
            return;
        }
        var fields = new TreeMap<Integer, FieldDescriptor>();
        before.getAllFields().keySet().forEach(field -> fields.put(field.getNumber(), field));
        after.getAllFields().keySet().forEach(field -> fields.put(field.getNumber(), field));
        for (var field : fields.values()) {
            var inner = join(path, field.getName());
            boolean secret = masked || Sensitive.is(field);
            if (field.isMapField()) {
                map(inner, field, before, after, secret);
            } else if (field.isRepeated()) {
                list(inner, field, (List<?>) before.getField(field), (List<?>) after.getField(field), secret);
            } else {
                single(inner, field, before, after, secret);
            }
        }
    }

    private void single(String path, FieldDescriptor field, Message before, Message after, boolean masked) {
        boolean isMessage = field.getJavaType() == JavaType.MESSAGE;
        if (before.hasField(field) && after.hasField(field) && isMessage) {
            messages(path, (Message) before.getField(field), (Message) after.getField(field), masked);
            return;
        }
        // Of a number or an enum that cannot be missing, the default is a value like others.
        boolean alwaysThere = !field.hasPresence()
                && field.getJavaType() != JavaType.STRING
                && field.getJavaType() != JavaType.BYTE_STRING;
        value(
                path,
                field,
                alwaysThere || before.hasField(field) ? before.getField(field) : null,
                alwaysThere || after.hasField(field) ? after.getField(field) : null,
                masked);
    }

    private void value(
            String path, FieldDescriptor field, @Nullable Object before, @Nullable Object after, boolean masked) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before == null && after != null) {
            details.add(Detail.added(path, text.of(field, after, masked)));
        } else if (before != null && after == null) {
            details.add(Detail.removed(path, text.of(field, before, masked)));
        } else if (before != null && after != null) {
            changed(path, text.of(field, before, masked), text.of(field, after, masked), before, after);
        }
    }

    /** Two long values may look the same once they are cut. */
    private void changed(String path, String before, String after, Object whole, Object other) {
        details.add(
                before.equals(after)
                        ? Detail.changed(path, MessageText.digest(whole), MessageText.digest(other))
                        : Detail.changed(path, before, after));
    }

    private void any(String path, Message before, Message after, boolean masked) {
        var inner = text.unpack(before);
        var other = text.unpack(after);
        boolean same = MessageText.typeUrl(before).equals(MessageText.typeUrl(after));
        if (same && inner.isPresent() && other.isPresent()) {
            messages(path, inner.get(), other.get(), masked);
        } else {
            changed(path, text.of(before, masked), text.of(after, masked), before, after);
        }
    }

    /** Free-form values are named as an author writes them. */
    private void structs(String path, Struct before, Struct after) {
        var names = new TreeSet<>(before.getFieldsMap().keySet());
        names.addAll(after.getFieldsMap().keySet());
        for (var name : names) {
            var was = before.getFieldsMap().get(name);
            var is = after.getFieldsMap().get(name);
            var inner = join(path, name);
            if (was != null && is != null && was.hasStructValue() && is.hasStructValue()) {
                structs(inner, was.getStructValue(), is.getStructValue());
            } else if (was == null && is != null) {
                details.add(Detail.added(inner, text.of(is, false)));
            } else if (was != null && is == null) {
                details.add(Detail.removed(inner, text.of(was, false)));
            } else if (was != null && is != null && !was.equals(is)) {
                changed(inner, text.of(was, false), text.of(is, false), was, is);
            }
        }
    }

    private void map(String path, FieldDescriptor field, Message before, Message after, boolean masked) {
        var left = entries(field, before);
        var right = entries(field, after);
        var keys = new TreeSet<>(left.keySet());
        keys.addAll(right.keySet());
        var value = field.getMessageType().findFieldByName("value");
        for (var key : keys) {
            item(path + "[" + key + "]", value, left.get(key), right.get(key), masked);
        }
    }

    private static Map<String, Object> entries(FieldDescriptor field, Message message) {
        var entries = new HashMap<String, Object>();
        for (var entry : (List<?>) message.getField(field)) {
            var pair = (Message) entry;
            var type = pair.getDescriptorForType();
            entries.put(
                    String.valueOf(pair.getField(type.findFieldByName("key"))),
                    pair.getField(type.findFieldByName("value")));
        }
        return entries;
    }

    private void item(
            String path, FieldDescriptor field, @Nullable Object before, @Nullable Object after, boolean masked) {
        if (before instanceof Message left && after instanceof Message right) {
            messages(path, left, right, masked);
        } else {
            value(path, field, before, after, masked);
        }
    }

    private void list(String path, FieldDescriptor field, List<?> before, List<?> after, boolean masked) {
        if (before.equals(after)) {
            return;
        }
        int known = details.size();
        var left = ListItems.byName(before);
        var right = ListItems.byName(after);
        if (left.isPresent() && right.isPresent()) {
            named(path, field, left.get(), right.get(), masked);
        } else if (field.getJavaType() == JavaType.MESSAGE) {
            numbered(path, field, before, after, masked);
        } else {
            values(path, field, before, after, masked);
        }
        if (details.size() == known) {
            details.add(Detail.changed(path, "one order", "another order"));
        }
    }

    private void named(
            String path,
            FieldDescriptor field,
            Map<String, Message> before,
            Map<String, Message> after,
            boolean masked) {
        boolean ordered = ListItems.ordered(field);
        var left = List.copyOf(before.keySet());
        var right = List.copyOf(after.keySet());
        var moved = ordered ? ListItems.moved(left, right) : Set.<String>of();
        before.forEach((name, item) -> {
            if (!after.containsKey(name)) {
                details.add(
                        Detail.removed(path + "[" + name + "]", masked ? "" : text.of(ListItems.unnamed(item), false)));
            }
        });
        int position = 0;
        for (var name : right) {
            position++;
            var inner = path + "[" + name + "]";
            var was = before.get(name);
            var is = Objects.requireNonNull(after.get(name));
            if (was == null) {
                var place = ordered ? "at position " + position + " " : "";
                details.add(Detail.added(inner, place + (masked ? "" : text.of(ListItems.unnamed(is), false))));
            } else {
                if (moved.contains(name)) {
                    details.add(Detail.changed(
                            inner + " position", String.valueOf(left.indexOf(name) + 1), String.valueOf(position)));
                }
                messages(inner, was, is, masked);
            }
        }
    }

    /** Without what is the same at both ends, for most edits are in one place. */
    private void numbered(String path, FieldDescriptor field, List<?> before, List<?> after, boolean masked) {
        int start = 0;
        int shorter = Math.min(before.size(), after.size());
        while (start < shorter && before.get(start).equals(after.get(start))) {
            start++;
        }
        int end = 0;
        while (end < shorter - start && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
            end++;
        }
        int left = before.size() - end;
        int right = after.size() - end;
        for (int i = start; i < Math.max(left, right); i++) {
            item(path + "[" + i + "]", field, i < left ? before.get(i) : null, i < right ? after.get(i) : null, masked);
        }
    }

    private void values(String path, FieldDescriptor field, List<?> before, List<?> after, boolean masked) {
        var gone = new ArrayList<Object>(before);
        after.forEach(gone::remove);
        var come = new ArrayList<Object>(after);
        before.forEach(come::remove);
        gone.forEach(each -> details.add(Detail.removed(path, text.of(field, each, masked))));
        come.forEach(each -> details.add(Detail.added(path, text.of(field, each, masked))));
    }

    private static String join(String path, String field) {
        return path.isEmpty() || path.endsWith(" ") ? path + field : path + "." + field;
    }
}
