package kr.easyk.payments.sandbox.template;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads YAML with CloudFormation's short tags, turning each into its long form: {@code !Sub x} into {@code {Fn::Sub: x}}. */
final class CloudFormationYaml {
    private CloudFormationYaml() {}

    static Map<?, ?> read(Path file) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try (Reader text = Files.newBufferedReader(file)) {
            Object document = new Yaml(new ShortTags(options)).load(text);
            if (document instanceof Map<?, ?> map) {
                return map;
            }
            throw new TemplateException(file + " is not a CloudFormation template");
        } catch (IOException e) {
            throw new TemplateException("cannot read the template " + file.toAbsolutePath(), e);
        } catch (YAMLException e) {
            throw new TemplateException(file + " is not valid YAML: " + e.getMessage(), e);
        }
    }

    private static final class ShortTags extends SafeConstructor {
        ShortTags(LoaderOptions options) {
            super(options);
            yamlMultiConstructors.put("!", new LongForm());
        }

        private final class LongForm extends AbstractConstruct {
            @Override
            public Object construct(Node node) {
                String tag = node.getTag().getValue().substring(1);
                Object value = valueOf(node);
                return switch (tag) {
                    case "Ref", "Condition" -> Map.of(tag, value);
                    case "GetAtt" ->
                        Map.of("Fn::GetAtt", value instanceof String s ? List.of(s.split("\\.", 2)) : value);
                    default -> Map.of("Fn::" + tag, value);
                };
            }

            private Object valueOf(Node node) {
                if (node instanceof ScalarNode scalar) {
                    return constructScalar(scalar);
                }
                return node instanceof SequenceNode sequence
                        ? constructSequence(sequence)
                        : constructMapping((MappingNode) node);
            }
        }
    }
}
